namespace AsyncRL.Search.Tests.Support;

/// <summary>
/// A game for two, each of whom moves twice running, four times in all: they take one to three away, and the first wants
/// something to be left.
/// </summary>
internal sealed class PairedMoves(int from, int moves = 3) : TakeAway(from, steps: 8)
{
    public override string Name => "paired-moves";

    public override int Moves => moves;

    protected override int PlayerAfter(int played) => (played / 2) % 2;

    protected override float OutcomeOf(int left) => Math.Sign(left);
}
