using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>FROZEN WRONG: published parameters that are copied while an update is applied.</summary>
internal sealed class UnlockedPublication(ModelDescription model) : IPublication
{
    private readonly Rendezvous halfway = new();
    private readonly ParameterVector theta = new(model.Parameters);
    private long version;

    public void Update()
    {
        for (int i = 0; i < theta.Span.Length; i++)
        {
            if (i == theta.Span.Length / 2)
            {
                halfway.Meet();
            }

            theta.Span[i]++;
        }

        Interlocked.Increment(ref version);
    }

    public long CopyTo(ParameterVector to)
    {
        long held = Interlocked.Read(ref version);
        halfway.Meet();
        to.CopyFrom(theta);
        return held;
    }
}
