using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Observations;
using AsyncRL.Policies;

namespace AsyncRL.Play;

/// <summary>What all players and learners of a run have in common; immutable but for the time that has passed.</summary>
/// <param name="EnvironmentName">The environment's id, or its type's name: for error messages.</param>
/// <param name="Model">What is learnt; its first network acts.</param>
/// <param name="Encoding">Turns observations into the network's input.</param>
/// <param name="Schema">What experience consists of.</param>
/// <param name="CreateSelection">
/// Makes what turns network outputs into actions, for one player: from its number of environments and a generator for what it
/// draws once.
/// </param>
/// <param name="Options">The resolved options of the run.</param>
public sealed record RunPlan(
    string EnvironmentName,
    ModelDescription Model,
    ObservationEncoding Encoding,
    ExperienceSchema Schema,
    Func<int, Pcg64, ActionSelection> CreateSelection,
    TrainingOptions Options)
    : PlayPlan(EnvironmentName, Encoding, Schema, Options)
{
    /// <summary>
    /// Makes a player's policy from its model, its exploration and its generator. By default it acts
    /// on the outputs of the first network.
    /// </summary>
    public Func<Model, ActionSelection, Pcg64, Policy> CreatePolicy { get; init; } = ActOnNetwork;

    /// <summary>The network that acts.</summary>
    public NetworkDescription Network => Model.Network;

    /// <summary>The share of the run's time that has passed; the one thing here that changes.</summary>
    internal TimeShare Time { get; } = new();

    /// <summary>The step at which schedules end: the option, or the run's end.</summary>
    public long Horizon => Options.Horizon > 0 ? Options.Horizon : Options.Steps;

    /// <summary>The run's learning rate at a global step.</summary>
    /// <param name="step">T.</param>
    /// <returns>The rate; with the linear schedule 0 from the horizon on.</returns>
    public float LearningRate(long step) =>
        (float)LearningRates.At(Options.LearningRateSchedule, Options.LearningRate, Reached(step), Horizon);

    /// <summary>The learning rate of each of the model's groups at a global step.</summary>
    /// <param name="step">T.</param>
    /// <param name="rates">Receives them [groups].</param>
    public void LearningRatesAt(long step, Span<float> rates) =>
        Model.LearningRatesAt(Options.LearningRateSchedule, Options.LearningRate, Reached(step), Horizon, rates);

    /// <summary>The policy that acts on the outputs of a model's first network.</summary>
    /// <param name="model">The model.</param>
    /// <param name="selection">Turns outputs into actions.</param>
    /// <param name="random">The player's generator.</param>
    /// <returns>The policy.</returns>
    public static Policy ActOnNetwork(Model model, ActionSelection selection, Pcg64 random)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new NetworkPolicy(model.Network, selection, random);
    }

    /// <summary>Makes the policy of a player.</summary>
    /// <param name="player">The player, from 0: for its streams of random numbers.</param>
    /// <param name="environments">Its environments.</param>
    /// <param name="model">What it acts with.</param>
    /// <param name="random">What its actions are drawn with: of <see cref="RandomOf"/>.</param>
    /// <returns>The policy.</returns>
    public Policy PolicyOf(int player, int environments, Model model, Pcg64 random) =>
        CreatePolicy(
            model, CreateSelection(environments, Seeds.Generator(Options.Seed, player, Seeds.Purpose.Exploration)), random);

    /// <summary>The generator that a player's actions are drawn with.</summary>
    /// <param name="player">The player, from 0.</param>
    /// <returns>The generator.</returns>
    public Pcg64 RandomOf(int player) => Seeds.Generator(Options.Seed, player, Seeds.Purpose.Actions);

    /// <summary>How much of the horizon is still to come at a global step: 1 at the start, 0 from the horizon on.</summary>
    /// <param name="step">T.</param>
    /// <returns>The share.</returns>
    public float Remaining(long step) => (float)LearningRates.At(LearningRateSchedule.Linear, 1, Reached(step), Horizon);

    // Where time ends the run, schedules are where the steps are or the clock is, whichever is further.
    private long Reached(long step) => Math.Max(step, (long)(Time.Passed * Horizon));
}
