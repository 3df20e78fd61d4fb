using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>FROZEN WRONG: a target network that refreshes the published copy itself.</summary>
internal sealed class OverwritingTarget(ParameterVector theta) : ITarget
{
    private readonly ParameterVector published = new(theta.Layout);

    public (ParameterVector Parameters, Action Release) Acquire() => (published, () => { });

    public void Refresh(int number) => published.CopyFrom(theta);
}
