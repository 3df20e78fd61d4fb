using AsyncRL.Environments;
using AsyncRL.Exploration;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;

namespace AsyncRL.Topologies;

/// <summary>What all actors of a run have in common; immutable.</summary>
/// <param name="EnvironmentName">The environment's id, or its type's name: for error messages.</param>
/// <param name="Network">The network's description.</param>
/// <param name="Encoding">Turns observations into the network's input.</param>
/// <param name="Objective">Turns segments into gradients.</param>
/// <param name="CreateSelection">Makes what turns network outputs into actions, for one actor.</param>
/// <param name="Options">The resolved options of the run.</param>
public sealed record ActorPlan(
    string EnvironmentName,
    NetworkDescription Network,
    ObservationEncoding Encoding,
    Objective Objective,
    Func<int, Pcg64, ActionSelection> CreateSelection,
    TrainingOptions Options)
{
    /// <summary>The step at which schedules end: the option, or the run's end.</summary>
    public long Horizon => Options.Horizon > 0 ? Options.Horizon : Options.Steps;

    /// <summary>The learning rate at a global step.</summary>
    /// <param name="step">T.</param>
    /// <returns>The rate; with the linear schedule 0 from the horizon on.</returns>
    public float LearningRate(long step) =>
        (float)LearningRates.At(Options.LearningRateSchedule, Options.LearningRate, step, Horizon);

    /// <summary>How much of the horizon is still to come at a global step: 1 at the start, 0 from the horizon on.</summary>
    /// <param name="step">T.</param>
    /// <returns>The share.</returns>
    public float Remaining(long step) =>
        (float)LearningRates.At(LearningRateSchedule.Linear, 1, step, Horizon);

    /// <summary>Counts a gradient that was dropped because it was not finite, and gives up when too many came in a row.</summary>
    /// <param name="shared">The counters.</param>
    /// <exception cref="DivergedException">There were <c>max_nonfinite</c> in a row.</exception>
    public void DropNonfinite(SharedParameters shared)
    {
        long inRow = shared.DropNonfinite();
        if (inRow >= Options.MaxNonfinite)
        {
            throw new DivergedException(inRow, shared.Steps, LearningRate(shared.Steps));
        }
    }
}
