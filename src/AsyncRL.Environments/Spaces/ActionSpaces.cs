namespace AsyncRL.Environments;

/// <summary>What kinds of actions the spaces stand for.</summary>
public static class ActionSpaces
{
    /// <summary>The form that actions of a space have.</summary>
    /// <param name="actionSpace">The space.</param>
    /// <returns>The form.</returns>
    /// <exception cref="ArgumentException">It is a <see cref="CompositeSpace"/>.</exception>
    public static ActionKind KindOf(Space actionSpace)
    {
        ArgumentNullException.ThrowIfNull(actionSpace);
        return actionSpace switch
        {
            Discrete => ActionKind.Discrete,
            MultiDiscrete or MultiBinary => ActionKind.Choices,
            Box => ActionKind.Continuous,
            _ => throw new ArgumentException(
                $"The action space {actionSpace} is none that an environment can have; " +
                "use Discrete, MultiDiscrete, MultiBinary or Box.", nameof(actionSpace)),
        };
    }

    /// <summary>
    /// How many values each choice of an action has: one number for a <see cref="Discrete"/> space,
    /// several for a <see cref="MultiDiscrete"/>.
    /// </summary>
    /// <param name="actionSpace">The space.</param>
    /// <returns>The numbers of values.</returns>
    /// <exception cref="ArgumentException">Its actions are no choices.</exception>
    public static int[] ChoiceCounts(Space actionSpace)
    {
        ArgumentNullException.ThrowIfNull(actionSpace);
        switch (actionSpace)
        {
            case Discrete discrete:
                return [discrete.Count];
            case MultiDiscrete several:
                return several.Counts.ToArray();
            case MultiBinary switches:
                int[] counts = new int[switches.Length];
                Array.Fill(counts, 2);
                return counts;
            default:
                throw new ArgumentException(
                    $"Actions of {actionSpace} are not choices; use Discrete, MultiDiscrete or MultiBinary.",
                    nameof(actionSpace));
        }
    }
}
