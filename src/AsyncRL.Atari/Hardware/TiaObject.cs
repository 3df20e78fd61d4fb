namespace AsyncRL.Atari.Hardware;

/// <summary>The six things that the TIA shows, as indices and as bits.</summary>
internal static class TiaObject
{
    public const int Player0 = 0;
    public const int Missile0 = 1;
    public const int Player1 = 2;
    public const int Missile1 = 3;
    public const int Ball = 4;
    public const int Playfield = 5;
    public const int Count = 6;

    public const int Player0Bit = 1 << Player0;
    public const int Missile0Bit = 1 << Missile0;
    public const int Player1Bit = 1 << Player1;
    public const int Missile1Bit = 1 << Missile1;
    public const int BallBit = 1 << Ball;
    public const int PlayfieldBit = 1 << Playfield;
    public const int AllBits = (1 << Count) - 1;
}
