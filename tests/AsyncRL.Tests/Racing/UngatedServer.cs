namespace AsyncRL.Tests.Racing;

/// <summary>FROZEN WRONG: nobody holds a shard while writing it or copying it.</summary>
/// <remarks>
/// Whoever copies does so where the fault shows, and bundle 0 waits there: they meet before the copy and after it. Were they to
/// meet with anybody, the bundles could pair up and end before the first copy.
/// </remarks>
/// <param name="fault">What comes of it.</param>
internal sealed class UngatedServer(ServerFault fault) : IServer
{
    private readonly Rendezvous betweenPushes = new(), aroundCopies = new();
    private readonly float[] theta = new float[512];
    private long begun;

    public int Length => theta.Length;

    public IReadOnlyList<(int First, int Length)> Shards => [(0, 256), (256, 256)];

    public float[] Theta => theta;

    public void Push(int bundle, float value)
    {
        Interlocked.Increment(ref begun);
        LetCopy(bundle, ServerFault.CountsWhatIsBegun);
        foreach ((int first, int length) in Shards)
        {
            float[] seen = theta[first..(first + length)];
            if (fault == ServerFault.LosesUpdates)
            {
                betweenPushes.Meet();
            }

            for (int i = 0; i < length; i++)
            {
                theta[first + i] = seen[i] - value;
                if (i == length / 2)
                {
                    LetCopy(bundle, ServerFault.TearsCopies);
                }
            }
        }
    }

    public long Pull(float[] to)
    {
        aroundCopies.Meet();
        long version = fault == ServerFault.CountsWhatIsBegun ? Interlocked.Read(ref begun) : 0;
        theta.CopyTo(to, 0);
        aroundCopies.Meet();
        return version;
    }

    private void LetCopy(int bundle, ServerFault here)
    {
        if (fault == here && bundle == 0)
        {
            aroundCopies.Meet();
            aroundCopies.Meet();
        }
    }
}
