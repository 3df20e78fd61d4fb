using AsyncRL;
using AsyncRL.Algorithms;
using AsyncRL.Asynchronous;

namespace OwnTrainingLoop;

/// <summary>An objective and an exploration of one's own, joined to the program's asynchronous actors.</summary>
[Algorithm(
    "async-soft-q",
    "Asynchronous soft Q-learning: one-step soft Q x asynchronous actors (Haarnoja et al. 2017, with discrete actions).")]
public sealed class AsyncSoftQ : Algorithm
{
    public override IReadOnlyList<string> Reads => [.. CommonReads.Asynchronous, "target_interval"];

    public override IReadOnlyList<OptionGroup> OwnOptions { get; } = [OptionGroup.Of<SoftQOptions>("soft_q")];

    public override AgentDesign Design(AlgorithmContext context)
    {
        float temperature = (float)context.Options.Group<SoftQOptions>().Temperature;
        var objective = new SoftQ(context.ActionSpace, (float)context.Options.Gamma, temperature);
        return AgentDesign.For(
            objective, (_, _) => new BoltzmannSelection(temperature), parts => AsynchronousActors.Create(parts, objective));
    }
}
