using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Observations;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Play;

/// <summary>What a <see cref="Player"/> is made of.</summary>
public sealed record PlayerParts
{
    /// <summary>Number of the player, from 0: for seeds and error messages.</summary>
    public required int Id { get; init; }

    /// <summary>What all players have in common.</summary>
    public required PlayPlan Plan { get; init; }

    /// <summary>Its own environments, at least one.</summary>
    public required Environment[] Environments { get; init; }

    /// <summary>Where observations go: mostly the network that acts.</summary>
    public required ISequenceSlots Slots { get; init; }

    /// <summary>Where all else goes that is seen and done.</summary>
    public required Rollout Rollout { get; init; }

    /// <summary>Chooses the actions.</summary>
    public required Policy Policy { get; init; }

    /// <summary>First port: where parameters come from.</summary>
    public required IParameterSource Parameters { get; init; }

    /// <summary>Second port: where experience goes.</summary>
    public required IExperienceSink Sink { get; init; }

    /// <summary>Third port: what grants steps.</summary>
    public required IStepBudget Steps { get; init; }

    /// <summary>Statistics of the observations; null unless observations are normalised.</summary>
    public ObservationNormalizer? Normalizer { get; init; }

    /// <summary>Whether it merges what it observed into the statistics itself, before each segment. Default true.</summary>
    public bool MergesStatistics { get; init; } = true;

    /// <summary>Steps between two claims beyond those of a segment. Default 0.</summary>
    public int StepsClaimedAhead { get; init; }

    /// <summary>Whether it claims one step of each environment at a time instead of a segment's. Default false.</summary>
    public bool ClaimsByTick { get; init; }

    /// <summary>
    /// Whether a request to stop is only looked at when all its environments are at the same step. Default false.
    /// </summary>
    public bool StopsBetweenTicks { get; init; }

    /// <summary>Whether a segment ends with its episode. Default false.</summary>
    public bool EndsWithEpisode { get; init; }

    /// <summary>
    /// Whether whoever learns shows batches to the <see cref="BatchShaping"/> among the player's shaping. Default false.
    /// </summary>
    public bool SeesBatches { get; init; }

    /// <summary>
    /// Whether the next episode begins when one has ended; otherwise <see cref="Player.BeginEpisodes"/> does. Default true.
    /// </summary>
    public bool GoesOn { get; init; } = true;

    /// <summary>
    /// Whether the first episodes begin when the player is made; otherwise with <see cref="Player.BeginEpisodes"/>. Default true.
    /// </summary>
    public bool BeginsAtOnce { get; init; } = true;

    /// <summary>Numbers that the network that acts remembers of one sequence. Default 0.</summary>
    public int MemoryLength { get; init; }

    /// <summary>Whether observations are also kept as the environments gave them. Default false.</summary>
    public bool KeepsObservations { get; init; }
}
