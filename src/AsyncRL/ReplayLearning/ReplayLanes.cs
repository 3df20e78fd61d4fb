using AsyncRL.Replay;

namespace AsyncRL.ReplayLearning;

/// <summary>The lanes of a replay memory that a player fills, one for each of its environments.</summary>
/// <param name="Replay">The memory, and how it is drawn from.</param>
/// <param name="First">Its first lane.</param>
/// <param name="Gate">Held by whoever writes or reads the memory, where several players have lanes of it; otherwise null.</param>
internal sealed record ReplayLanes(ReplayDraws Replay, int First = 0, object? Gate = null)
{
    /// <summary>Begins to write or to read.</summary>
    public void Enter()
    {
        if (Gate is not null)
        {
            Monitor.Enter(Gate);
        }
    }

    /// <summary>Ends to write or to read.</summary>
    public void Exit()
    {
        if (Gate is not null)
        {
            Monitor.Exit(Gate);
        }
    }
}
