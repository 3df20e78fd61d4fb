namespace AsyncRL.Atari.Tests.Scripted;

/// <summary>Plays Vault without a memory: goes to the doors straight away and takes one by chance.</summary>
internal sealed class ForgetfulVaultPlayer(int seed) : IPlayer
{
    // As in vault.asm.
    private const int WalkerX = 0xA4;
    private const int WalkerY = 0xA5;
    private const int InHall = 30;
    private const int StartX = 76;

    private readonly Random random = new(seed);

    public AtariAction Choose(ReadOnlySpan<byte> ram)
    {
        if (ram.At(WalkerY) > InHall)
        {
            return AtariAction.Up;
        }

#pragma warning disable CA5394
        int turn = ram.At(WalkerX) == StartX ? random.Next(2) * 2 - 1 : ram.At(WalkerX) - StartX;
#pragma warning restore CA5394
        return turn < 0 ? AtariAction.Left : AtariAction.Right;
    }
}
