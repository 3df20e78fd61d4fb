namespace AsyncRL.Atari.Tests.Scripted;

/// <summary>Plays Vault: keeps the sign in mind while it is shown, and goes to its door.</summary>
internal sealed class VaultPlayer : IPlayer
{
    // As in vault.asm.
    private const int Sign = 0xA0;
    private const int Doors = 0xA1;
    private const int Phase = 0xA2;
    private const int WalkerY = 0xA5;
    private const int PhaseSign = 0;
    private const int InHall = 30;

    private int remembered;

    public AtariAction Choose(ReadOnlySpan<byte> ram)
    {
        if (ram.At(Phase) == PhaseSign)
        {
            remembered = ram.At(Sign);
        }

        return ram.At(WalkerY) > InHall ? AtariAction.Up
            : remembered == ram.At(Doors) ? AtariAction.Left
            : AtariAction.Right;
    }
}
