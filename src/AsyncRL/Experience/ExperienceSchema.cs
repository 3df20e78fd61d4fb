using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Experience;

/// <summary>
/// What experience consists of: the action that the environment takes, of any kind, its mask, the reward and the ends of
/// episodes, and the columns that an algorithm declares. Rollouts, trajectories, replay memories and checkpoints are all made
/// from it. Immutable.
/// </summary>
public sealed class ExperienceSchema
{
    /// <summary>Makes a schema.</summary>
    /// <param name="observationSpace">The observation space.</param>
    /// <param name="actionSpace">The action space.</param>
    /// <param name="maskWidth">Flags of a mask of legal actions; 0 without masks.</param>
    /// <param name="columns">The declared columns; one that is named twice counts once.</param>
    /// <exception cref="ArgumentException">Two different columns have the same name.</exception>
    public ExperienceSchema(Space observationSpace, Space actionSpace, int maskWidth, IEnumerable<Column> columns)
    {
        ObservationSpace = observationSpace;
        ActionSpace = actionSpace;
        MaskWidth = maskWidth;
        ActionKind = ActionSpaces.KindOf(actionSpace);
        ActionLength = (actionSpace as Box)?.Length ?? 0;
        ChoiceCounts = ActionKind == ActionKind.Continuous ? [] : ActionSpaces.ChoiceCounts(actionSpace);
        Columns = [.. columns.Distinct()];
        if (Columns.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException(
                $"Two columns of experience are named '{twice.Key}'; give each a name of its own.", nameof(columns));
        }
    }

    /// <summary>The observation space.</summary>
    public Space ObservationSpace { get; }

    /// <summary>The action space.</summary>
    public Space ActionSpace { get; }

    /// <summary>Flags of a mask of legal actions; 0 without masks.</summary>
    public int MaskWidth { get; }

    /// <summary>What actions are made of.</summary>
    public ActionKind ActionKind { get; }

    /// <summary>Numbers of a continuous action; 0 for other kinds.</summary>
    public int ActionLength { get; }

    /// <summary>Alternatives of each choice; empty for continuous actions.</summary>
    public IReadOnlyList<int> ChoiceCounts { get; }

    /// <summary>The declared columns.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The schema of an environment's experience.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="columns">The declared columns.</param>
    /// <returns>The schema.</returns>
    public static ExperienceSchema For(Environment environment, params IEnumerable<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return new ExperienceSchema(environment.ObservationSpace, environment.ActionSpace, environment.ActionMaskWidth, columns);
    }
}
