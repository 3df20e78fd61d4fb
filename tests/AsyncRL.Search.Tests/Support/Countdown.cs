namespace AsyncRL.Search.Tests.Support;

/// <summary>A game for one player, who takes one to three away four times and wants to come to nothing.</summary>
internal sealed class Countdown(int from) : TakeAway(from, steps: 4)
{
    public override string Name => "countdown";

    public override int Players => 1;

    public override int Columns => 3;

    protected override int PlayerAfter(int played) => 0;

    protected override float OutcomeOf(int left) => left == 0 ? 1 : -1;
}
