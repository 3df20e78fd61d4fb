using AsyncRL.Search.Games;

namespace AsyncRL.Search.Tests.Support;

/// <summary>
/// A game for two, each of whom moves twice running, four times in all: they take one to three away, and the first wants
/// something to be left.
/// </summary>
internal sealed class PairedMoves(int from, int moves = 3) : Game
{
    private const int Steps = 8;

    public override string Name => "paired-moves";

    public override int Moves => moves;

    public override int LongestGame => Steps;

    public override int Rows => 1;

    public override int Columns => 1;

    public override int Planes => 1;

    public override GameState Start() => new State(this, from);

    public override string MoveText(int move) => $"{move + 1}";

    public override int StoneAt(GameState state, int point) => 0;

    private sealed class State(PairedMoves game, int from) : GameState(game)
    {
        private int left = from;
        private int played;
        private int last = -1;

        public override int Player => (played / 2) % 2;

        public override int MovesPlayed => played;

        public override int LastMove => last;

        public override bool IsOver => played == Steps;

        public override float Outcome => IsOver ? Math.Sign(left) : 0;

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
