namespace AsyncRL.Environments.MinAtar;

/// <summary>A thing that moves along a row of Seaquest: a bullet, a fish, a submarine or a diver.</summary>
internal struct Swimmer
{
    public int X;
    public int Y;
    public bool MovesRight;

    /// <summary>Frames until it moves; unused by bullets.</summary>
    public int MoveTimer;

    /// <summary>Frames until it shoots; only submarines do.</summary>
    public int ShotTimer;

    public readonly bool IsAt(int x, int y) => X == x && Y == y;

    /// <summary>One cell onwards; false when that leaves the grid.</summary>
    public bool Advance(int size)
    {
        X += MovesRight ? 1 : -1;
        return X >= 0 && X < size;
    }
}
