using AsyncRL.Agents;
using AsyncRL.Policies;

namespace AsyncRL.Cli.Watching;

/// <summary>
/// What the policy thinks, as lines of text: the value, then a line per action with its probability,
/// its value, or its mean and deviation.
/// </summary>
internal static class PolicyLines
{
    /// <summary>As many actions as the largest discrete environments have; the rest is counted.</summary>
    private const int MostActions = 18;

    private const int BarLength = 30;

    /// <summary>How many lines there are while an episode goes on.</summary>
    public static int CountFor(WatchedPlay play) => 1 + Math.Min(play.ActionNames.Count, MostActions + 1);

    public static IEnumerable<string> Of(WatchedPlay play)
    {
        // Once the episode is over there is nothing to decide.
        if (play.End is not null)
        {
            yield break;
        }

        float value = play.Actor.Value;
        yield return float.IsNaN(value) ? "value none" : Text($"value {value:F3}");
        int actions = play.ActionNames.Count;
        int shown = Math.Min(actions, MostActions);
        int width = play.ActionNames.Take(shown).Max(n => n.Length);
        for (int a = 0; a < shown; a++)
        {
            yield return $"{(play.IsChosen(a) ? '>' : ' ')} {play.ActionNames[a].PadRight(width)}  {OfAction(play, a)}";
        }

        if (actions > shown)
        {
            yield return $"  and {actions - shown} more";
        }
    }

    private static string OfAction(WatchedPlay play, int a)
    {
        PolicyActor actor = play.Actor;
        return play.Kind switch
        {
            PolicyKind.Categorical or PolicyKind.MultiCategorical =>
                Text($"{actor.Scores[a]:F3} {new string('█', (int)MathF.Round(actor.Scores[a] * BarLength))}").TrimEnd(),
            PolicyKind.ActionValues or PolicyKind.DuelingActionValues => Text($"{actor.Scores[a],8:F3}"),
            _ => Text($"mean {actor.Means[a],7:F3}  deviation {actor.StandardDeviations[a]:F3}  action {actor.Scores[a],7:F3}"),
        };
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
