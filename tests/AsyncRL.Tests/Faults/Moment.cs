using AsyncRL.Environments;

namespace AsyncRL.Tests.Faults;

/// <summary>Every episode is one step long and pays a draw.</summary>
internal sealed class Moment() : DiscreteEnvironment(new Box(0f, 1f, 1), 2)
{
    public override bool CanSaveState => true;

    protected override void OnReset(Span<float> observation) => observation[0] = 0.5f;

    protected override StepResult OnStep(int action, Span<float> observation)
    {
        observation[0] = 0.5f;
        return new StepResult(Random.NextDouble(), Terminated: true);
    }
}
