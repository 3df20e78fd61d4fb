namespace AsyncRL.Tests.Racing;

/// <summary>One order of the updates of several writers, for several readers.</summary>
internal interface IUpdateLog
{
    bool HasRoom(int writer);

    int NextSlot(int writer);

    void Publish(int writer);

    bool TryRead(long number, out int slot);

    void Reach(int reader, long count);
}
