namespace AsyncRL.Tests.Racing;

/// <summary>
/// FROZEN WRONG: nobody holds a shard while writing it or copying it, so that updates are lost and copies torn; and a copy says
/// that it holds the updates that were begun.
/// </summary>
internal sealed class UngatedServer : IServer
{
    private readonly Rendezvous between = new();
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
            between.Meet();
            for (int i = 0; i < length; i++)
            {
                theta[first + i] = seen[i] - value;
                if (i == length / 2)
                {
                    between.Meet();
                }
            }
        }
    }

    public long Pull(float[] to)
    {
        long version = Interlocked.Read(ref begun);
        theta.CopyTo(to, 0);
        between.Meet();
        return version;
    }
}
