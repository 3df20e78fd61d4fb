using AsyncRL.Parameters;

namespace AsyncRL.Tests.Racing;

/// <summary>The log of the program.</summary>
internal sealed class RealUpdateLog(int threads, int slots) : IUpdateLog
{
    private readonly UpdateLog log = new(threads, slots, threads);

    public bool HasRoom(int writer) => log.HasRoom(writer);

    public int NextSlot(int writer) => log.NextSlot(writer);

    public void Publish(int writer) => log.Publish(writer);

    public bool TryRead(long number, out int slot) => log.TryRead(number, out slot);

    public void Reach(int reader, long count) => log.Reach(reader, count);
}
