using System.Globalization;
using AsyncRL.Agents;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Play;
using AsyncRL.Policies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Cli.Watching;

/// <summary>
/// An agent at play, one step at a time. In every state the action is chosen as soon as the state is reached, so that what is
/// shown of the policy belongs to the picture next to it.
/// </summary>
internal sealed class WatchedPlay
{
    private readonly Environment guarded;
    private readonly PolicyMode mode;
    private readonly IAgent? chooser;   // in place of the policy, whose view is shown all the same
    private readonly float[] observation;
    private readonly bool[] legal;
    private readonly ActionKind actionKind;
    private readonly int firstAction;
    private readonly int[] choiceCounts;

    // One integer where the action is discrete, several where it is several choices, none where it is continuous.
    private readonly int[] choices;

    public WatchedPlay(TrainedPolicy policy, Environment environment, PolicyMode mode, IAgent? chooser = null)
    {
        policy.RequireFit(environment);
        Environment = environment;
        guarded = new GuardedEnvironment(environment);
        Kind = policy.Description.Kind;
        Actor = policy.CreateActor();
        this.mode = mode;
        this.chooser = chooser;
        observation = new float[environment.ObservationSpace.Length];
        legal = new bool[environment.ActionMaskWidth];
        Space space = environment.ActionSpace;
        actionKind = ActionSpaces.KindOf(space);
        firstAction = space is Discrete discrete ? discrete.Start : 0;
        choiceCounts = actionKind == ActionKind.Continuous ? [] : ActionSpaces.ChoiceCounts(space);
        choices = new int[choiceCounts.Length];
        var task = TaskEnvironment.Of(environment);
        Actor.Task = task?.Number ?? 0;
        IReadOnlyList<string> names = task?.ActionNames ?? (environment.Unwrapped as IDrawable)?.ActionNames ?? [];
        string[] numbers = [.. Numbers(space)];

        // A wrapper may have given the environment other actions than those it can name.
        ActionNames = names.Count == numbers.Length ? names : numbers;
    }

    public Environment Environment { get; }

    public PolicyActor Actor { get; }

    public PolicyKind Kind { get; }

    /// <summary>
    /// A name, or else the number, per discrete action, per value of each of several choices,
    /// or per number of a continuous action.
    /// </summary>
    public IReadOnlyList<string> ActionNames { get; }

    /// <summary>From 1.</summary>
    public int Episode { get; private set; }

    /// <summary>Steps of the episode so far.</summary>
    public long Step { get; private set; }

    /// <summary>Sum of the episode's rewards so far.</summary>
    public double Return { get; private set; }

    public ReadOnlySpan<float> Observation => observation;

    /// <summary>How the episode ended; null while it goes on.</summary>
    public string? End { get; private set; }

    /// <summary>The action that comes next, or that came last when the episode is over, in words.</summary>
    public string ActionText => actionKind switch
    {
        ActionKind.Discrete => ActionNames[choices[0] - firstAction],
        ActionKind.Choices => $"[{string.Join(", ", choices)}]",
        _ => string.Join(' ', Actor.Scores.ToArray().Select(x => x.ToString("F2", CultureInfo.InvariantCulture))),
    };

    /// <summary>Whether the action that comes next is, or has, one of those that are named.</summary>
    /// <param name="row">Index into <see cref="ActionNames"/>.</param>
    public bool IsChosen(int row)
    {
        int first = firstAction;
        for (int i = 0; i < choices.Length; i++)
        {
            if (row == choices[i] - first)
            {
                return true;
            }

            first -= choiceCounts[i];
        }

        return false;
    }

    /// <summary>Begins the next episode.</summary>
    /// <param name="seed">Seed of the environment and of drawn actions.</param>
    public void Begin(ulong seed)
    {
        guarded.Reset(seed, observation);
        Actor.Reseed(seed);
        Actor.BeginEpisode();
        chooser?.BeginEpisode(seed);
        (Episode, Step, Return, End) = (Episode + 1, 0, 0, null);
        Choose();
    }

    /// <summary>Plays the action that was chosen.</summary>
    public void Advance()
    {
        StepResult result = guarded.Step(Action(), observation);
        Step++;
        Return += result.Reward;
        End = result.EpisodeEnded ? "episode over" : Step >= Evaluator.DefaultMaxSteps ? "cut here, it goes on" : null;
        if (End is null)
        {
            Choose();
        }
    }

    private void Choose()
    {
        if (legal.Length > 0)
        {
            guarded.WriteActionMask(legal);
        }

        EnvironmentAction action = Actor.Choose(observation, mode, legal);
        action = chooser is null ? action : chooser.Act(observation, legal);
        if (actionKind == ActionKind.Discrete)
        {
            choices[0] = action.Discrete;
        }

        action.Choices.CopyTo(choices);
    }

    private EnvironmentAction Action() => actionKind switch
    {
        ActionKind.Discrete => choices[0],
        ActionKind.Choices => choices,
        _ => Actor.Scores,
    };

    private static IEnumerable<string> Numbers(Space space)
    {
        switch (ActionSpaces.KindOf(space))
        {
            case ActionKind.Choices:
                return ActionSpaces.ChoiceCounts(space)
                    .SelectMany((count, i) => Enumerable.Range(0, count).Select(value => Invariant($"{i}: {value}")));
            case ActionKind.Discrete:
                var discrete = (Discrete)space;
                return Enumerable.Range(discrete.Start, discrete.Count).Select(value => Invariant($"{value}"));
            default:
                return Enumerable.Range(0, space.Length).Select(value => Invariant($"{value}"));
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
