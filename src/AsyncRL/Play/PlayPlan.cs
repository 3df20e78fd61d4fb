using AsyncRL.Experience;
using AsyncRL.Observations;

namespace AsyncRL.Play;

/// <summary>What all players have in common, whether it is learnt from or not; immutable.</summary>
/// <param name="EnvironmentName">The environment's id, or its type's name: for error messages.</param>
/// <param name="Encoding">Turns observations into a network's input.</param>
/// <param name="Schema">What experience consists of.</param>
/// <param name="Options">The resolved options: seed, scale and clipping of rewards.</param>
public record PlayPlan(string EnvironmentName, ObservationEncoding Encoding, ExperienceSchema Schema, TrainingOptions Options)
{
    /// <summary>Makes what shapes the experience of a player between play and learning. Nothing by default.</summary>
    public Func<int, IReadOnlyList<Shaping>> CreateShaping { get; init; } = _ => [];

    /// <summary>
    /// Why environments did not take up the states that a checkpoint holds, as sentences: written while a run is restored, by one
    /// thread.
    /// </summary>
    internal List<string> StateFaults { get; } = [];
}
