using AsyncRL.Search.Games;

namespace AsyncRL.Search.Tests.Support;

/// <summary>A game in which one to three are taken away, a number of times.</summary>
/// <param name="from">How many there are.</param>
/// <param name="steps">How often some are taken.</param>
internal abstract class TakeAway(int from, int steps) : Game
{
    public override int Moves => 3;

    public override int LongestGame => steps;

    public override int Rows => 1;

    public override int Columns => 1;

    public override int Planes => 1;

    public override GameState Start() => new State(this, from);

    public override string MoveText(int move) => $"{move + 1}";

    public override int StoneAt(GameState state, int point) => 0;

    /// <summary>Who moves after so many moves.</summary>
    protected abstract int PlayerAfter(int played);

    /// <summary>The result with so many left.</summary>
    protected abstract float OutcomeOf(int left);

    private sealed class State(TakeAway game, int from) : GameState(game)
    {
        private int left = from;
        private int played;
        private int last = -1;

        public override int Player => game.PlayerAfter(played);

        public override int MovesPlayed => played;

        public override int LastMove => last;

        public override bool IsOver => played == game.LongestGame;

        public override float Outcome => IsOver ? game.OutcomeOf(left) : 0;

        public override ulong Hash => (ulong)((left + 100) * 10 + played);

        public override bool IsLegal(int move) => !IsOver && move is >= 0 and < 3;

        public override int WriteLegalMoves(Span<int> moves)
        {
            int count = IsOver ? 0 : 3;
            for (int move = 0; move < count; move++)
            {
                moves[move] = move;
            }

            return count;
        }

        public override void Play(int move) => (left, played, last) = (left - move - 1, played + 1, move);

        public override void CopyFrom(GameState other) =>
            (left, played, last) = (((State)other).left, ((State)other).played, ((State)other).last);

        public override void WriteFeatures(Span<float> features) => features.Clear();
    }
}
