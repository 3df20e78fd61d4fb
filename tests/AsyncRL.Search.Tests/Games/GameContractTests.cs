using AsyncRL.Search.Games;
using AsyncRL.Search.Tests.Support;

namespace AsyncRL.Search.Tests.Games;

/// <summary>What every game promises, over random games.</summary>
public sealed class GameContractTests
{
    public static TheoryData<int> Games => [.. Enumerable.Range(0, Positions.AllGames.Length)];

    [Theory]
    [MemberData(nameof(Games))]
    public void LegalMovesAreThoseThatAreLegal(int game) => PlayRandomGames(game, state =>
    {
        int[] legal = Positions.LegalMoves(state);
        Assert.Equal(Enumerable.Range(-1, state.Game.Moves + 2).Where(state.IsLegal), legal);
        Assert.Equal(state.IsOver, legal.Length == 0);
        var searched = new int[state.Game.Moves];
        Assert.Subset(legal.ToHashSet(), searched.Take(state.WriteSearchMoves(searched)).ToHashSet());
    });

    [Theory]
    [MemberData(nameof(Games))]
    public void ACopyIsEqualAndItsMovesChangeNothingElse(int game) => PlayRandomGames(game, state =>
    {
        string before = Everything(state);
        GameState copy = state.Clone();
        Assert.Equal(before, Everything(copy));
        foreach (int move in Positions.LegalMoves(state))
        {
            copy.Play(move);
            Assert.NotEqual(before, Everything(copy));
            copy.CopyFrom(state);
            Assert.Equal(before, Everything(copy));
        }

        Assert.Equal(before, Everything(state));
    });

    [Theory]
    [MemberData(nameof(Games))]
    public void AllMovesHaveNamesThatAreReadBack(int game)
    {
        Game rules = Positions.AllGames[game];
        string[] names = [.. Enumerable.Range(0, rules.Moves).Select(rules.MoveText)];
        Assert.Distinct(names);
        for (int move = 0; move < rules.Moves; move++)
        {
            Assert.True(rules.TryParseMove(names[move].ToUpperInvariant(), out int upper));
            Assert.True(rules.TryParseMove(names[move].ToLowerInvariant(), out int lower));
            Assert.Equal((move, move), (upper, lower));
        }

        Assert.All(["", "z9", "a0", "44", "i5"], text => Assert.False(rules.TryParseMove(text, out _)));
    }

    // Playing turned moves gives the turned position, with turned features and the same outcome.
    [Theory]
    [MemberData(nameof(Games))]
    public void TurnedGamesAreTheSameGames(int game)
    {
        Game rules = Positions.AllGames[game];
        for (int symmetry = 0; symmetry < rules.Symmetries; symmetry++)
        {
            GameState start = rules.Start();
            GameState turned = rules.Start();
            var random = new FastRandom((ulong)symmetry + 7);
            float[] features = new float[rules.FeatureLength], mapped = new float[rules.FeatureLength];
            float[] expected = new float[rules.FeatureLength];

            // Othello's first position is not its own mirror image in every way; such ways are turned by the first player's view.
            rules.MapFeatures(symmetry, Features(start, features), mapped);
            if (!Features(turned, expected).AsSpan().SequenceEqual(mapped))
            {
                continue;
            }

            while (!start.IsOver)
            {
                int[] legal = Positions.LegalMoves(start);
                int move = legal[random.Below(legal.Length)];
                start.Play(move);
                turned.PlayChecked(rules.MapMove(symmetry, move));
                rules.MapFeatures(symmetry, Features(start, features), mapped);
                Assert.Equal(Features(turned, expected), mapped);
            }

            Assert.Equal(start.Outcome, turned.Outcome);
        }
    }

    [Theory]
    [MemberData(nameof(Games))]
    public void EverySymmetryIsAPermutation(int game)
    {
        Game rules = Positions.AllGames[game];
        for (int symmetry = 0; symmetry < rules.Symmetries; symmetry++)
        {
            Assert.Distinct(Enumerable.Range(0, rules.Moves).Select(m => rules.MapMove(symmetry, m)));
            Assert.Distinct(Enumerable.Range(0, rules.Rows * rules.Columns).Select(p => rules.MapPoint(symmetry, p)));
        }
    }

    [Theory]
    [MemberData(nameof(Games))]
    public void RandomPlayEndsAndAllocatesNothing(int game)
    {
        Game rules = Positions.AllGames[game];
        GameState start = rules.Start(), state = rules.Start();
        var scratch = new int[rules.Moves];
        var features = new float[rules.FeatureLength];
        var random = new FastRandom(1);
        int longest = 0;
        void Playout()
        {
            state.CopyFrom(start);
            while (!state.IsOver)
            {
                state.PlayRandom(ref random, scratch);
                state.WriteFeatures(features);
                state.WriteSearchMoves(scratch);
            }

            longest = Math.Max(longest, state.MovesPlayed);
        }

        Playout();
        Assert.Equal(0, AsyncRL.Tests.Support.Allocations.Of(Playout));
        Assert.InRange(longest, 1, rules.LongestGame);
    }

    [Fact]
    public void IllegalMovesAreNamedWithWhatIsLegal()
    {
        GameState state = new ConnectFour().After("1111112");
        Assert.Equal(
            "1 is no legal move for O here; legal are 2, 3, 4, 5, 6, 7. (Parameter 'move')",
            Assert.Throws<ArgumentException>(() => state.PlayChecked(0)).Message);
        GameState won = new ConnectFour().After("1212121");
        Assert.Equal(
            "3 was played after the game had ended; begin another. (Parameter 'move')",
            Assert.Throws<ArgumentException>(() => won.PlayChecked(2)).Message);
        Assert.Equal(1, won.Outcome);
    }

    private static float[] Features(GameState state, float[] features)
    {
        state.WriteFeatures(features);
        return features;
    }

    private static string Everything(GameState state)
    {
        var features = new float[state.Game.FeatureLength];
        state.WriteFeatures(features);
        return $"{Positions.Grid(state)} {state.Player} {state.MovesPlayed} {state.LastMove} {state.IsOver} {state.Outcome} " +
            $"{state.Score} {state.Hash} {string.Join(' ', Positions.LegalMoves(state))} {string.Join(' ', features)}";
    }

    private static void PlayRandomGames(int game, Action<GameState> check)
    {
        var random = new FastRandom((ulong)game);
        for (int i = 0; i < 5; i++)
        {
            GameState state = Positions.AllGames[game].Start();
            check(state);
            while (!state.IsOver)
            {
                int[] legal = Positions.LegalMoves(state);
                state.Play(legal[random.Below(legal.Length)]);
                check(state);
            }
        }
    }
}
