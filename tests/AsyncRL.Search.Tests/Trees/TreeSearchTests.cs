using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Players;
using AsyncRL.Search.Tests.Support;
using AsyncRL.Search.Trees;
using AsyncRL.Tests.Support;

namespace AsyncRL.Search.Tests.Trees;

public sealed class TreeSearchTests
{
    [Theory]
    [InlineData("121212", "1")]    // wins at once
    [InlineData("2121213", "1")]   // the other side does
    [InlineData("4455", "3 6")]    // three in a row with both ends open cannot be stopped
    public void WhatDecidesIsPlayed(string moves, string expected)
    {
        using TreeSearch search = UctSettings.Create(new ConnectFour());
        GameState state = ((ConnectFour)search.Game).After(moves);
        Assert.Contains(search.Game.MoveText(search.Search(state, SearchBudget.Of(3_000))), expected.Split(' '));
        Assert.InRange(search.Simulations, 1, 3_000);
    }

    // Every result that a search proves is the solver's, for either side.
    [Fact]
    public void WhatIsProvenIsTrue()
    {
        var game = new ConnectFour();
        using TreeSearch search = UctSettings.Create(game);
        var solver = new ConnectFourSolver();
        var random = new FastRandom(11);
        var moves = new MoveStatistics[7];
        var seen = new Dictionary<Proof, int>();
        for (int i = 0; i < 60; i++)
        {
            GameState state = Positions.Unfinished(game, 24 + (i % 16), ref random);
            search.Search(state, SearchBudget.Of(3_000));
            int count = search.WriteMoves(moves);
            foreach (MoveStatistics move in moves.Take(count).Where(m => m.Proven != Proof.Unknown))
            {
                GameState after = state.Clone();
                after.Play(move.Move);
                Assert.Equal(Math.Sign(-solver.Score(after)), move.Proven switch { Proof.Win => 1, Proof.Loss => -1, _ => 0 });
                seen[move.Proven] = seen.GetValueOrDefault(move.Proven) + 1;
            }
        }

        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public void ItNeverLosesAtTicTacToeWhateverTheOtherPlays()
    {
        foreach (int side in (int[])[0, 1])
        {
            using TreeSearch search = UctSettings.Create(new TicTacToe());
            Assert.Equal(0, Losses(search, search.Game.Start(), side));
        }
    }

    [Fact]
    public void OneThreadIsRepeatable()
    {
        string Search(ulong seed)
        {
            var game = new GoGame(new GoRules { Size = 7 });
            using TreeSearch search = UctSettings.Create(game, new SearchSettings { Seed = seed });
            search.Search(search.Game.Start(), SearchBudget.Of(800));
            var moves = new MoveStatistics[search.Game.Moves];
            return string.Join(' ', moves.Take(search.WriteMoves(moves)));
        }

        Assert.Equal(Search(1), Search(1));
        Assert.NotEqual(Search(1), Search(2));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 8)]
    [InlineData(4, 1)]
    [InlineData(3, 4)]
    public void NoSimulationIsLostAndNoVirtualLossIsLeft(int threads, int batch)
    {
        var game = new GoGame(new GoRules { Size = 9 });
        using TreeSearch search = UctSettings.Create(game, new SearchSettings { Threads = threads, Batch = batch });
        search.Search(game.Start(), SearchBudget.Of(4_000));
        Assert.Equal(4_000, search.Simulations);
        Assert.Equal(4_000, search.Visits);
        for (int i = NodeArena.Root; i < search.Nodes.Used; i++)
        {
            ref Node node = ref search.Nodes[i];
            int below = 0;
            long value = 0;
            foreach (ref Node child in search.Nodes.ChildrenOf(in node))
            {
                below += child.Visits;
                value += child.Value;
            }

            Assert.Equal(0, node.Pending);
            Assert.InRange(Math.Abs(node.Value), 0, (long)(node.Visits * Node.Unit));
            Assert.True(node.Children == 0 || below <= node.Visits, "more came through the children than through the node");
        }

        // Everything that went through a child of the root is in the root, with the other sign.
        Node root = search.Nodes[NodeArena.Root];
        long sum = 0;
        foreach (ref Node child in search.Nodes.ChildrenOf(in root))
        {
            sum += child.Value;
        }

        Assert.Equal(-sum, root.Value);
    }

    [Fact]
    public void SimulationsAllocateNothing()
    {
        var game = new GoGame(new GoRules { Size = 9 });
        using TreeSearch search = UctSettings.Create(game);
        GameState start = game.Start();
        search.Search(start, SearchBudget.Of(500));
        search.Search(start, SearchBudget.Of(500));
        Assert.Equal(0, Allocations.Of(() => search.Search(start, SearchBudget.Of(500))));
    }

    [Fact]
    public void TheTreeIsKeptForThePositionsThatFollow()
    {
        var game = new ConnectFour();
        using TreeSearch search = UctSettings.Create(game);
        GameState state = game.Start();
        int move = search.Search(state, SearchBudget.Of(3_000));
        var line = new int[4];
        Assert.True(search.WriteVariation(move, line) >= 2);
        state.Play(line[0]);
        state.Play(line[1]);
        search.Search(state, SearchBudget.Of(1));
        int kept = search.Visits - 1;
        Assert.InRange(kept, 50, 3_000);

        // The same, searched again, and another position, of which nothing is known.
        search.Search(state, SearchBudget.Of(10));
        Assert.Equal(kept + 11, search.Visits);
        search.Search(game.After("1726"), SearchBudget.Of(10));
        Assert.Equal(10, search.Visits);
    }

    [Fact]
    public void AFullTreeGoesOnWithoutGrowing()
    {
        var game = new GoGame(new GoRules { Size = 9 });
        using TreeSearch search = UctSettings.Create(game, new SearchSettings { NodeCapacity = 1_000, Threads = 2 });
        int move = search.Search(game.Start(), SearchBudget.Of(3_000));
        Assert.Equal(3_000, search.Simulations);
        Assert.InRange(search.NodeCount, 500, 1_000);
        Assert.True(game.Start().IsLegal(move));
    }

    [Fact]
    public void TimeEndsASearch()
    {
        var game = new GoGame(new GoRules { Size = 9 });
        using TreeSearch search = UctSettings.Create(game, new SearchSettings { Threads = 2 });
        search.Search(game.Start(), SearchBudget.Of(TimeSpan.FromMilliseconds(50)));
        Assert.InRange(search.Simulations, 1, 1_000_000);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        search.Search(game.Start(), SearchBudget.Of(long.MaxValue), cancelled.Token);
        Assert.InRange(search.Simulations, 1, 100);
    }

    // Of those with enough visits the move of the greatest lower bound; without deviations that of the most visits.
    [Fact]
    public void TheMoveOfTheGreatestLowerBoundIsPlayed()
    {
        var game = new ConnectFour();
        var random = new FastRandom(9);
        var moves = new MoveStatistics[game.Moves];
        int others = 0;
        for (int i = 0; i < 60; i++)
        {
            GameState state = Positions.Unfinished(game, i % 20, ref random);
            foreach (float deviations in (float[])[0, 2])
            {
                using TreeSearch search = UctSettings.Create(game, new SearchSettings
                {
                    Solves = false, LcbDeviations = deviations, LcbShare = 0.25f, Seed = (ulong)i, NodeCapacity = 5_000,
                });
                int chosen = search.Search(state, SearchBudget.Of(150));
                MoveStatistics[] all = [.. moves.Take(search.WriteMoves(moves))];
                int most = all.Max(m => m.Visits);
                double Bound(MoveStatistics m) =>
                    m.Value - (2 * Math.Sqrt(Math.Max(0.01, 1 - (m.Value * m.Value)) / m.Visits));
                double greatest = all.Where(m => m.Visits >= 0.25 * most).Max(Bound);
                MoveStatistics move = all.Single(m => m.Move == chosen);
                Assert.Equal(deviations == 0 ? most : greatest, deviations == 0 ? move.Visits : Bound(move), 1e-5);
                others += deviations > 0 && move.Visits < most ? 1 : 0;
            }
        }

        Assert.NotEqual(0, others);
    }

    // Simulations of a batch are under way together: without virtual loss they would all go the same way.
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 4, 8)]
    public void VirtualLossKeepsSimulationsApart(float virtualLoss, double least, double most)
    {
        var game = new GoGame(new GoRules { Size = 7 });
        var positions = new List<int>();
        using var search = new TreeSearch(
            game, new Uct(), _ => new Counting(positions),
            new SearchSettings { Batch = 8, VirtualLoss = virtualLoss, Solves = false });
        search.Search(game.Start(), SearchBudget.Of(800));
        Assert.InRange(positions.Count, 90, 100);
        Assert.InRange(positions.Average(), least, most);
    }

    // RAVE has nearly all the weight of a move that was hardly tried, and knows nothing of simulations under way.
    [Fact]
    public void VirtualLossKeepsSimulationsApartWithRaveAsWell()
    {
        var game = new GoGame(new GoRules { Size = 7 });
        var positions = new List<int>();
        using var search = new TreeSearch(
            game, new Uct { Exploration = 0, RaveEquivalence = 3_500 },
            _ => new Counting(positions, new GoRolloutEvaluator(game)), new SearchSettings { Batch = 8, Solves = false });
        search.Search(game.Start(), SearchBudget.Of(800));
        Assert.InRange(positions.Average(), 4, 8);
    }

    // What is good for the one player is so at every depth.
    [Theory]
    [InlineData(12, Proof.Win)]     // three, four times
    [InlineData(4, Proof.Win)]      // one, four times
    [InlineData(13, Proof.Loss)]
    public void AGameForOneIsSearched(int from, Proof proof)
    {
        var game = new Countdown(from);
        using TreeSearch search = UctSettings.Create(game);
        GameState state = game.Start();
        int move = search.Search(state, SearchBudget.Of(3_000));
        Assert.Equal(proof, search.Proven);
        Assert.Equal(proof == Proof.Win ? 1 : -1, search.Value);
        Assert.True(proof != Proof.Win || move == (from / 4) - 1);

        using var unsolved = new TreeSearch(
            game, new Uct(), _ => new RolloutEvaluator(game), new SearchSettings { Solves = false });
        unsolved.Search(state, SearchBudget.Of(3_000));
        Assert.InRange(unsolved.Value, proof == Proof.Win ? 0.5f : -1, proof == Proof.Win ? 1 : -0.9f);
    }

    // The policy of one, and values of both.
    [Fact]
    public void AMixtureServesASearch()
    {
        var game = new ConnectFour();
        using var mixed = new TreeSearch(
            game, new Puct(), _ => new MixedEvaluator(new HashedNetwork(), new Constant(0.5f), lambda: 1));
        using var alone = new TreeSearch(game, new Puct(), _ => new HashedNetwork());
        mixed.Search(game.Start(), SearchBudget.Of(30));
        alone.Search(game.Start(), SearchBudget.Of(30));
        Assert.Equal(0.5f, mixed.Value);
        var moves = new MoveStatistics[game.Moves];
        float[] Priors(TreeSearch search) => [.. moves.Take(search.WriteMoves(moves)).Select(m => m.Prior)];
        Assert.Equal(Priors(alone), Priors(mixed));
    }

    // A Go search sees a capture that decides, and passes when it is ahead and the other has passed.
    [Fact]
    public void GoIsPlayedForTheScore()
    {
        var rules = new GoRules { Size = 5, Komi = 0.5f };
        GoState ahead = Positions.Go(
            rules, 1,
            ". X . O .",
            "X X . O O",
            "X X X O .",
            ". X X O O",
            "X . X O .");
        ahead.Play("pass");
        using TreeSearch search = UctSettings.Create(ahead.Game);
        Assert.Equal(ahead.Game.Pass, search.Search(ahead, SearchBudget.Of(500)));

        GoState atari = Positions.Go(
            rules, 0,
            ". . . . .",
            ". . X X .",
            ". X O O .",
            ". . X X .",
            ". . . . .");
        using TreeSearch second = UctSettings.Create(atari.Game);
        Assert.Equal("E3", atari.Game.MoveText(second.Search(atari, SearchBudget.Of(500))));
    }

    // An evaluator that knows the answer: the search must follow its policy and its values, whoever is to move.
    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void EvaluatorsArePlayer0sViewAndAreAskedInBatches(int batch)
    {
        var game = new ConnectFour();
        var oracle = new Oracle();
        using var search = new TreeSearch(
            game, new Uct { Exploration = 0.3f }, _ => oracle, new SearchSettings { Batch = batch, Solves = false });
        foreach (string moves in (string[])["", "4"])
        {
            GameState state = game.After(moves);
            int move = search.Search(state, SearchBudget.Of(600));

            // The oracle wants player 0 to play on the left, player 1 on the right.
            Assert.Equal(state.Player == 0 ? 0 : 6, move);
        }

        Assert.Equal(batch, oracle.Largest);
    }

    [Fact]
    public void ValuesOfASearchAreThoseOfThePlayerToMove()
    {
        var game = new ConnectFour();
        using var search = new TreeSearch(game, new Uct(), _ => new Constant(0.5f));
        search.Search(game.Start(), SearchBudget.Of(20));
        Assert.Equal(0.5f, search.Value);
        search.Search(game.After("4"), SearchBudget.Of(20));
        Assert.Equal(-0.5f, search.Value);
    }

    [Fact]
    public void AnEvaluatorThatGivesNonsenseIsNamed()
    {
        var game = new TicTacToe();
        using var search = new TreeSearch(game, new Uct(), _ => new Broken());
        Assert.Equal(
            "A search of tic-tac-toe failed: Broken gave the value NaN; values are -1 to 1.",
            Assert.Throws<InvalidOperationException>(() => search.Search(game.Start(), SearchBudget.Of(10))).Message);
    }

    [Fact]
    public void MixturesAreWeighted()
    {
        var game = new TicTacToe();
        Leaf[] leaves = [new Leaf(game), new Leaf(game)];
        new MixedEvaluator(new Constant(0.5f), new Constant(-1), 0.25f).Evaluate(leaves);
        Assert.All(leaves, l => Assert.Equal((0.75f * 0.5f) - 0.25f, l.Value));
    }

    private static int Losses(TreeSearch search, GameState state, int side)
    {
        if (state.IsOver)
        {
            return state.Outcome == (side == 0 ? -1 : 1) ? 1 : 0;
        }

        int losses = 0;
        int[] moves = state.Player == side ? [search.Search(state, SearchBudget.Of(1_000))] : Positions.LegalMoves(state);
        foreach (int move in moves)
        {
            GameState after = state.Clone();
            after.PlayChecked(move);
            losses += Losses(search, after, side);
        }

        return losses;
    }

    private sealed class Oracle : LeafEvaluator
    {
        public int Largest { get; private set; }

        public override void Evaluate(ReadOnlySpan<Leaf> leaves)
        {
            Largest = Math.Max(Largest, leaves.Length);
            foreach (Leaf leaf in leaves)
            {
                // Player 0 wants low columns for itself and player 1 high ones: the sum of what each has played.
                float value = 0;
                for (int point = 0; point < 42; point++)
                {
                    int stone = leaf.State.Game.StoneAt(leaf.State, point);
                    int column = point % 7;
                    value += stone == 1 ? 3 - column : stone == 2 ? 3 - column : 0;
                }

                leaf.Value = MathF.Tanh(value / 10);
            }
        }
    }

    private sealed class Counting(List<int> positions, LeafEvaluator? evaluator = null) : LeafEvaluator
    {
        public override void Evaluate(ReadOnlySpan<Leaf> leaves)
        {
            evaluator?.Evaluate(leaves);
            var seen = new HashSet<ulong>();
            foreach (Leaf leaf in leaves)
            {
                seen.Add(leaf.State.Hash);
                leaf.Value = evaluator is null ? 0 : leaf.Value;
            }

            positions.Add(seen.Count);
        }
    }

    private sealed class Broken : LeafEvaluator
    {
        public override void Evaluate(ReadOnlySpan<Leaf> leaves) => leaves[0].Value = float.NaN;
    }

    private sealed class Constant(float value) : LeafEvaluator
    {
        public override void Evaluate(ReadOnlySpan<Leaf> leaves)
        {
            foreach (Leaf leaf in leaves)
            {
                leaf.Value = value;
            }
        }
    }
}
