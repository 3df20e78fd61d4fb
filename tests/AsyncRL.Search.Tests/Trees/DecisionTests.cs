using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Players;
using AsyncRL.Search.Tests.Support;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Tests.Trees;

/// <summary>What a search makes of what it knows: values, policies, first moves, and what it may keep.</summary>
public sealed class DecisionTests
{
    // Column 7 wins at once, but its policy has it last and the network takes everything for lost: it is tried after more than a
    // hundred others, whose values the mean of the root still has.
    [Fact]
    public void AWinThatIsFoundLateIsNotResigned()
    {
        var game = new ConnectFour();
        GameState state = game.After("717271");
        TreeSearch Create(Game g) => new(g, new Puct(), _ => new Pessimist(lastMove: 6));
        using TreeSearch search = Create(game);
        Assert.Equal(6, search.Search(state, SearchBudget.Of(500)));
        Assert.Equal((Proof.Win, 1f, 1f), (search.Proven, search.Value, search.Prospect));
        Assert.True(search.Simulations > 50);

        using var player = new SearchPlayer(Create, SearchBudget.Of(500), "pessimist") { ResignBelow = -0.9f };
        Assert.Equal(6, player.Choose(state));
    }

    // The move to play may have just been found: the root's mean is still that of the tries before.
    [Fact]
    public void WhoResignsLooksAtTheMoveToPlay()
    {
        var game = new ConnectFour();
        using var search = new TreeSearch(game, new Puct { Exploration = 3 }, _ => new HashedNetwork());
        bool differs = false;
        var random = new FastRandom(2);
        for (int i = 0; i < 20; i++)
        {
            GameState state = Positions.Unfinished(game, 10, ref random);
            int move = search.Search(state, SearchBudget.Of(60));
            var moves = new MoveStatistics[game.Moves];
            float played = moves.Take(search.WriteMoves(moves)).Single(m => m.Move == move).Value;
            if (search.Proven == Proof.Unknown)
            {
                Assert.Equal(Math.Max(search.Value, played), search.Prospect, 1e-6);
                differs |= search.Prospect > search.Value;
            }
        }

        Assert.True(differs);
    }

    // The favourite has turned out to lose; the move that was tried less is better than the one that draws.
    [Fact]
    public void ADrawIsNoBetterThanAMoveThatPromisesMore()
    {
        var game = new ConnectFour();
        using TreeSearch search = UctSettings.Create(game);
        search.Search(game.Start(), SearchBudget.Of(100));
        Span<Node> children = search.Nodes.ChildrenOf(search.Nodes[NodeArena.Root]);
        for (int i = 0; i < children.Length; i++)
        {
            (int visits, float mean, Proof proof) = i switch
            {
                0 => (600, 0.6f, Proof.Unknown),
                1 => (10, 0, Proof.Draw),
                2 => (5_000, 0.7f, Proof.Loss),
                _ => (10, 0, Proof.Loss),
            };
            (children[i].Visits, children[i].Value, children[i].Proven) = (visits, (long)(mean * visits * Node.Unit), proof);
        }

        Assert.Equal(children[0].Move, search.ChooseMove());
    }

    // The node of a player's move is in his view, and so is the root's where he moves again.
    [Fact]
    public void ATreeIsKeptWhereAPlayerMovesTwice()
    {
        var game = new PairedMoves(20);
        using var search = new TreeSearch(
            game, new Uct(), _ => new RolloutEvaluator(game), new SearchSettings { Solves = false });
        GameState state = game.Start();
        for (int ply = 0; ply < 4; ply++)
        {
            int move = search.Search(state, SearchBudget.Of(500));
            state.Play(move);
            search.Search(state, SearchBudget.Of(1));
            Assert.True(search.Visits > 50);
            Assert.True((state.Player == 0 ? search.Value : -search.Value) > 0.5f, $"{search.Value} after {ply + 1} moves");
        }
    }

    // White is ahead by komi, Black passes, and the network has the pass last of all moves.
    [Fact]
    public void APassThatWinsIsSeenHoweverUnlikely()
    {
        var game = new GoGame(new GoRules { Size = 5, Komi = 3 });
        GameState state = game.Start();
        state.Play(game.Pass);
        using var search = new TreeSearch(game, new GumbelAlphaZero(), _ => new Pessimist(lastMove: game.Pass));
        Assert.Equal(game.Pass, search.Search(state, SearchBudget.Of(50)));
        Assert.Equal((Proof.Win, 1f), (search.Proven, search.Value));
        int visits = search.Visits;
        Assert.True(visits > 0);
        Assert.Equal(game.Pass, search.Search(state, SearchBudget.Of(50)));
        Assert.Equal(visits, search.Visits);

        // With less komi it would lose.
        var other = new GoGame(new GoRules { Size = 5, Komi = -3 });
        state = other.Start();
        state.Play(other.Pass);
        using var losing = new TreeSearch(other, new GumbelAlphaZero(), _ => new Pessimist(lastMove: other.Pass));
        Assert.NotEqual(other.Pass, losing.Search(state, SearchBudget.Of(50)));
    }

    [Fact]
    public void ATimeThatIsOverLeavesAFewSimulations()
    {
        using TreeSearch search = UctSettings.Create(new ConnectFour());
        search.Search(search.Game.Start(), SearchBudget.Of(TimeSpan.FromSeconds(-0.5)));
        Assert.InRange(search.Simulations, 1, 8);
    }

    [Fact]
    public void AGameOfTooManyMovesIsRefused()
    {
        var game = new PairedMoves(20, moves: 40_000);
        Assert.StartsWith(
            "paired-moves has 40000 moves; a search is for games of at most 32767.",
            Assert.Throws<ArgumentException>(() => new TreeSearch(game, new Uct(), _ => new RolloutEvaluator(game))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void UctTriesEveryMoveBeforeItTriesOneAgain(ulong seed)
    {
        using TreeSearch search = UctSettings.Create(new ConnectFour(), new SearchSettings { Seed = seed });
        var visits = new int[7];
        search.Search(search.Game.Start(), SearchBudget.Of(7));
        search.WriteVisits(visits);
        Assert.All(visits, v => Assert.Equal(1, v));
    }

    [Theory]
    [InlineData("uct")]
    [InlineData("puct")]
    [InlineData("gumbel")]
    public void MovesThatAreLostForCertainAreNotRecommended(string policy)
    {
        var game = new ConnectFour();
        using TreeSearch search = policy switch
        {
            "uct" => UctSettings.Create(game),
            "puct" => new TreeSearch(game, new Puct { ForcedPlayouts = 2 }, _ => new HashedNetwork()) { Explores = true },
            _ => new TreeSearch(game, new GumbelAlphaZero(), _ => new HashedNetwork()) { Explores = true },
        };
        var random = new FastRandom(5);
        var moves = new MoveStatistics[game.Moves];
        var probabilities = new float[game.Moves];
        int lost = 0;
        for (int i = 0; i < 100; i++)
        {
            GameState state = Positions.Unfinished(game, 20 + (i % 12), ref random);
            search.Forget();
            search.Search(state, SearchBudget.Of(300));
            MoveStatistics[] known = [.. moves.Take(search.WriteMoves(moves))];
            search.WritePolicy(probabilities);
            Assert.Equal(1, probabilities.Sum(), 1e-4);
            if (known.All(m => m.Proven == Proof.Loss))
            {
                continue;
            }

            foreach (MoveStatistics move in known.Where(m => m.Proven == Proof.Loss))
            {
                Assert.Equal(0, probabilities[move.Move]);
                lost += move.Visits > 1 ? 1 : 0;
            }

            int drawn = search.DrawMove(0, ref random);
            Assert.NotEqual(Proof.Loss, known.Single(m => m.Move == drawn).Proven);
        }

        Assert.True(lost > 5, "hardly any move was lost");
    }

    [Fact]
    public void WithoutAnyTimeTheMoveIsTheNetworks()
    {
        var game = new ConnectFour();
        using var search = new TreeSearch(game, new Puct(), _ => new Pessimist(lastMove: 0));
        Assert.NotEqual(0, search.Search(game.Start(), SearchBudget.Of(TimeSpan.Zero)));
        Assert.Equal(1, search.Simulations);
        var policy = new float[game.Moves];
        search.WritePolicy(policy);
        Assert.Equal(1, policy.Sum(), 1e-5);
    }

    [Fact]
    public void AnEndlessTimeDoesNotOverflow()
    {
        using TreeSearch search = UctSettings.Create(new ConnectFour());
        search.Search(search.Game.Start(), SearchBudget.Of(TimeSpan.MaxValue) with { Simulations = 100 });
        Assert.Equal(100, search.Simulations);
    }

    // The tree knows the position after two passes as decided; once the game is resumed it is not.
    [Fact]
    public void AGameThatIsResumedIsNotDecided()
    {
        GoState state = Positions.Go(new GoRules { Size = 5 }, next: 0, "..XO.", "..XO.", "..XO.", "..XO.", "..XO.");
        var game = (GoGame)state.Game;
        using var search = new TreeSearch(game, new Uct(), _ => new GoRolloutEvaluator(game));
        search.Search(state, SearchBudget.Of(5_000));
        state.Play("pass pass");
        Assert.True(state.IsOver);
        state.Resume();
        search.Search(state, SearchBudget.Of(50));
        Assert.Equal(Proof.Unknown, search.Proven);
        Assert.Equal(50, search.Visits);
    }

    [Fact]
    public void AFullTreeSaysSo()
    {
        using TreeSearch search = UctSettings.Create(new ConnectFour(), new SearchSettings { NodeCapacity = 1_000 });
        search.Search(search.Game.Start(), SearchBudget.Of(100));
        Assert.False(search.IsFull);
        search.Search(search.Game.Start(), SearchBudget.Of(5_000));
        Assert.True(search.IsFull);
        search.Forget();
        Assert.False(search.IsFull);
    }

    [Fact]
    public void PositionsOfOtherBoardsAreRefused()
    {
        foreach ((Game small, Game large) in
            ((Game, Game)[])[(new GoGame(new GoRules { Size = 5 }), new GoGame(new GoRules { Size = 9 })),
            (new Othello(6), new Othello(8))])
        {
            foreach ((Game to, Game from) in ((Game, Game)[])[(small, large), (large, small)])
            {
                var error = Assert.Throws<ArgumentException>(() => to.Start().CopyFrom(from.Start()));
                Assert.Contains("of size", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-1f)]
    [InlineData(2f)]
    public void NumbersThatAreNoneAreRefused(float value)
    {
        var game = new ConnectFour();
        Assert.Throws<ArgumentException>(() => new MixedEvaluator(new HashedNetwork(), new RolloutEvaluator(game, 0), value));
        if (!float.IsPositive(value) || float.IsNaN(value))
        {
            var error = Assert.Throws<ArgumentException>(
                () => new TreeSearch(game, new Uct { Exploration = value }, _ => new RolloutEvaluator(game, 0)));
            Assert.StartsWith("Exploration is", error.Message, StringComparison.Ordinal);
        }
    }

    // Player 0 loses everywhere, and one move is the last to be tried.
    private sealed class Pessimist(int lastMove) : LeafEvaluator
    {
        public override bool GivesPolicy => true;

        public override void Evaluate(ReadOnlySpan<Leaf> leaves)
        {
            foreach (Leaf leaf in leaves)
            {
                leaf.Value = -1;
                leaf.TraceLength = 0;
                leaf.Policy.Clear();
                leaf.Policy[lastMove] = -3;
            }
        }
    }
}
