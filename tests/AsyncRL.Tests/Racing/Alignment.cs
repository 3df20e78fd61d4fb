namespace AsyncRL.Tests.Racing;

/// <summary>Lets the threads of a check go in pairs, at the same moment, where otherwise they would hardly ever meet.</summary>
internal sealed class Alignment
{
    private const int Patience = 200;

    private int arrived;

    /// <summary>Waits a moment for another thread.</summary>
    public void Meet()
    {
        int pairComplete = (Interlocked.Increment(ref arrived) + 1) / 2 * 2;
        var wait = default(SpinWait);
        for (int i = 0; i < Patience && Volatile.Read(ref arrived) < pairComplete; i++)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }
}
