using AsyncRL.Neural;
using AsyncRL.Parameters;

namespace AsyncRL.Tests.Racing;

/// <summary>The target network of the program.</summary>
internal sealed class RealTarget(ParameterVector theta) : ITarget
{
    private readonly TargetNetwork target = new(theta, interval: 1);

    public (ParameterVector Parameters, Action Release) Acquire()
    {
        TargetNetwork.Copy copy = target.Acquire();
        return (copy.Parameters, copy.Release);
    }

    public void Refresh(int number) => target.RefreshIfDue(number);
}
