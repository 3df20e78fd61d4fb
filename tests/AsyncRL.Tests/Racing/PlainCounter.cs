using AsyncRL.Play;

namespace AsyncRL.Tests.Racing;

/// <summary>FROZEN WRONG: a counter, a flag and a budget of steps that look and write without an interlocked operation.</summary>
internal sealed class PlainCounter(long limit = long.MaxValue) : IStepBudget
{
    private readonly Rendezvous between = new();
    private long count;
    private int taken;

    public bool StopRequested => false;

    public long Steps => Volatile.Read(ref count);

    public long CountUp()
    {
        long before = Volatile.Read(ref count);
        between.Meet();
        Volatile.Write(ref count, before + 1);
        return before + 1;
    }

    public bool TryTake()
    {
        if (Volatile.Read(ref taken) != 0)
        {
            return false;
        }

        between.Meet();
        Volatile.Write(ref taken, 1);
        return true;
    }

    public void Release() => Volatile.Write(ref taken, 0);

    public int Claim(int wanted)
    {
        long before = Volatile.Read(ref count);
        between.Meet();
        int granted = (int)Math.Min(wanted, limit - before);
        Volatile.Write(ref count, before + granted);
        return granted;
    }

    public void Return(int unplayed) => Interlocked.Add(ref count, -unplayed);
}
