namespace AsyncRL.Environments.Underground;

/// <summary>Where a guard of <see cref="Catacombs"/> walks to and fro.</summary>
/// <param name="Row">The row of the whole map.</param>
/// <param name="First">The leftmost column of the whole map.</param>
/// <param name="Last">The rightmost column, at least one more.</param>
internal readonly record struct GuardRoute(int Row, int First, int Last)
{
    /// <summary>Steps after which the guard is back where it was, going the same way.</summary>
    public int Period => 2 * (Last - First);

    /// <summary>The column at a phase from 0 to the period - 1: to the right in the first half, back in the second.</summary>
    public int Column(int phase) => First + (phase <= Period / 2 ? phase : Period - phase);

    /// <summary>The column a step earlier.</summary>
    public int ColumnBefore(int phase) => Column((phase + Period - 1) % Period);
}
