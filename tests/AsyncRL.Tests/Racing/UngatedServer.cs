namespace AsyncRL.Tests.Racing;

/// <summary>
/// FROZEN WRONG: nobody holds a shard while writing it or copying it, so that updates are lost and copies torn; and a copy says
/// that it holds the updates that were begun.
/// </summary>
/// <remarks>
/// Whoever copies does so while bundle 0 is in the middle of a shard: they meet before the copy and after it. A bundle that may
/// pair with either of two threads would leave it to chance whether anything is copied at all while updates are applied.
/// </remarks>
/// <param name="isCopied">Whether a thread copies while others push.</param>
internal sealed class UngatedServer(bool isCopied) : IServer
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
        foreach ((int first, int length) in Shards)
        {
            float[] seen = theta[first..(first + length)];
            betweenPushes.Meet();
            for (int i = 0; i < length; i++)
            {
                theta[first + i] = seen[i] - value;
                if (isCopied && bundle == 0 && i == length / 2)
                {
                    aroundCopies.Meet();
                    aroundCopies.Meet();
                }
            }
        }
    }

    public long Pull(float[] to)
    {
        aroundCopies.Meet();
        long version = Interlocked.Read(ref begun);
        theta.CopyTo(to, 0);
        aroundCopies.Meet();
        return version;
    }
}
