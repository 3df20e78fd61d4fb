using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Players;
using AsyncRL.Search.Tests.Support;
using AsyncRL.Search.Trees;
using AsyncRL.Tests.Support;

namespace AsyncRL.Search.Tests.Trees;

/// <summary>What searches with a policy have in common, and what they leave for learning.</summary>
public sealed class PolicySearchTests
{
    public static TheoryData<string, int, int> Shapes => new()
    {
        { "puct", 1, 1 }, { "puct", 1, 8 }, { "puct", 4, 2 }, { "gumbel", 1, 1 }, { "gumbel", 1, 8 }, { "gumbel", 4, 2 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void NoSimulationIsLostAndNoVirtualLossIsLeft(string policy, int threads, int batch)
    {
        var game = new GoGame(new GoRules { Size = 7 });
        using var search = new TreeSearch(
            game, Policy(policy), _ => new HashedNetwork(), new SearchSettings { Threads = threads, Batch = batch })
        {
            Explores = true,
        };
        search.Search(game.Start(), SearchBudget.Of(2_000));
        Assert.Equal(2_000, search.Simulations);
        Assert.Equal(2_001, search.Visits);
        for (int i = NodeArena.Root; i < search.Nodes.Used; i++)
        {
            Assert.Equal(0, search.Nodes[i].Pending);
        }
    }

    [Theory]
    [InlineData("puct")]
    [InlineData("gumbel")]
    public void NothingIsAllocated(string policy)
    {
        var game = new GoGame(new GoRules { Size = 7 });
        using var search = new TreeSearch(game, Policy(policy), _ => new HashedNetwork()) { Explores = true };
        GameState start = game.Start();
        var probabilities = new float[game.Moves];
        var visits = new int[game.Moves];
        var random = new FastRandom(1);
        Play();
        Play();
        Assert.Equal(0, Allocations.Of(Play));

        void Play()
        {
            search.Forget();
            search.Search(start, SearchBudget.Of(200));
            search.WritePolicy(probabilities, 0.5f);
            search.WriteVisits(visits);
            search.DrawMove(1, ref random);
        }
    }

    [Theory]
    [InlineData("puct")]
    [InlineData("gumbel")]
    public void OneThreadIsRepeatable(string policy)
    {
        string Search(ulong seed)
        {
            var game = new GoGame(new GoRules { Size = 5 });
            using var search = new TreeSearch(game, Policy(policy), _ => new HashedNetwork(), new SearchSettings { Seed = seed })
            {
                Explores = true,
            };
            var moves = new MoveStatistics[game.Moves];
            string Moves() => string.Join(' ', moves.Take(search.WriteMoves(moves)));
            search.Search(game.Start(), SearchBudget.Of(100));
            string first = Moves();
            search.Clear();
            search.Search(game.Start(), SearchBudget.Of(100));
            Assert.Equal(first, Moves());
            return first;
        }

        Assert.Equal(Search(1), Search(1));
        Assert.NotEqual(Search(1), Search(2));
    }

    // Every result that a search proves is the solver's. A move that wins for certain is played, and one that loses if all do.
    [Theory]
    [InlineData("puct")]
    [InlineData("gumbel")]
    public void WhatIsProvenIsTrueAndPlayed(string policy)
    {
        var game = new ConnectFour();
        using var search = new TreeSearch(game, Policy(policy), _ => new HashedNetwork()) { Explores = true };
        var solver = new ConnectFourSolver();
        var random = new FastRandom(11);
        var moves = new MoveStatistics[7];
        var probabilities = new float[7];
        var seen = new Dictionary<Proof, int>();
        for (int i = 0; i < 80; i++)
        {
            GameState state = Positions.Unfinished(game, 24 + (i % 17), ref random);
            int move = search.Search(state, SearchBudget.Of(1_500));
            search.WritePolicy(probabilities);
            MoveStatistics[] known = [.. moves.Take(search.WriteMoves(moves))];
            foreach (MoveStatistics one in known.Where(m => m.Proven != Proof.Unknown))
            {
                GameState after = state.Clone();
                after.Play(one.Move);
                Assert.Equal(Math.Sign(-solver.Score(after)), one.Proven switch { Proof.Win => 1, Proof.Loss => -1, _ => 0 });
                seen[one.Proven] = seen.GetValueOrDefault(one.Proven) + 1;
            }

            Proof chosen = known.Single(m => m.Move == move).Proven;
            Assert.True(chosen != Proof.Loss || known.All(m => m.Proven == Proof.Loss));
            if (known.Any(m => m.Proven == Proof.Win))
            {
                Assert.Equal((Proof.Win, Proof.Win), (chosen, search.Proven));
                Assert.Equal(1, known.Where(m => m.Proven == Proof.Win).Sum(m => probabilities[m.Move]), 1e-5);
            }

            if (search.Proven != Proof.Unknown)
            {
                Assert.Equal(Math.Sign(solver.Score(state)), (int)search.Proven - (int)Proof.Draw);
                Assert.Equal(search.Proven, chosen);
            }
        }

        Assert.Equal(3, seen.Count);
    }

    // Even an evaluator that sees nothing cannot keep a small tree from being searched to its end.
    [Fact]
    public void SmallTreesAreSolved()
    {
        var game = new TicTacToe();
        using var search = new TreeSearch(game, Policy("puct"), _ => new HashedNetwork());
        var random = new FastRandom(5);
        for (int i = 0; i < 20; i++)
        {
            search.Search(Positions.Unfinished(game, 6, ref random), SearchBudget.Of(1_000));
            Assert.NotEqual(Proof.Unknown, search.Proven);
            Assert.InRange(search.Simulations, 1, 999);
        }
    }

    // At the root of Gumbel AlphaZero, simulations go to moves whose result is open, as long as there are any.
    [Fact]
    public void WhatIsCertainTakesNoMoreSimulations()
    {
        var game = new ConnectFour();
        using var search = new TreeSearch(game, new GumbelAlphaZero { Considered = 2 }, _ => new HashedNetwork());
        var random = new FastRandom(21);
        int[] before = new int[7], after = new int[7];
        var moves = new MoveStatistics[7];
        int certain = 0;
        for (int i = 0; i < 40; i++)
        {
            GameState state = Positions.Unfinished(game, 28, ref random);
            search.Search(state, SearchBudget.Of(300));
            search.WriteVisits(before);
            MoveStatistics[] known = [.. moves.Take(search.WriteMoves(moves))];
            search.Search(state, SearchBudget.Of(20));
            search.WriteVisits(after);
            if (known.All(m => m.Proven != Proof.Win) && known.Any(m => m.Proven == Proof.Unknown))
            {
                foreach (MoveStatistics move in known.Where(m => m.Proven != Proof.Unknown))
                {
                    Assert.Equal(before[move.Move], after[move.Move]);
                    certain++;
                }
            }
        }

        Assert.InRange(certain, 10, 1_000);
    }

    [Fact]
    public void ATemperatureSharpensAPolicyAndZeroLeavesTheLikeliest()
    {
        float[] weights = [1, 4, 2, 0, 4];
        SearchedPolicy.Temper(weights, 0.5f);
        Assert.Equal([1f / 37, 16f / 37, 4f / 37, 0, 16f / 37], weights.Select(w => w), (a, b) => Math.Abs(a - b) < 1e-6);
        SearchedPolicy.Temper(weights, 0);
        Assert.Equal([0, 1, 0, 0, 0], weights);
    }

    [Fact]
    public void MovesAreDrawnByThePolicy()
    {
        const int Draws = 20_000;
        var game = new ConnectFour();
        using var search = new TreeSearch(game, new Puct(), _ => new HashedNetwork());
        search.Search(game.Start(), SearchBudget.Of(300));
        var visits = new int[7];
        search.WriteVisits(visits);
        double[] expected = [.. visits.Select(v => Math.Pow(v, 1 / 1.5))];
        var random = new FastRandom(6);
        var drawn = new int[7];
        for (int i = 0; i < Draws; i++)
        {
            drawn[search.DrawMove(1.5f, ref random)]++;
        }

        double all = expected.Sum();
        double chi = expected.Select(
            (w, m) => w > 0 ? Math.Pow(drawn[m] - (Draws * w / all), 2) / (Draws * w / all) : Draws * drawn[m]).Sum();
        Assert.InRange(chi, 0, 22.5);
        Assert.Equal(Array.IndexOf(visits, visits.Max()), search.DrawMove(0, ref random));
    }

    [Fact]
    public void WithoutASearchThereIsNoPolicy()
    {
        var game = new TicTacToe();
        using var search = new TreeSearch(game, new GumbelAlphaZero(), _ => new HashedNetwork());
        Assert.Equal(-1, search.ChooseMove());
        Assert.StartsWith(
            "Nothing was searched", Assert.Throws<InvalidOperationException>(() => search.WritePolicy(new float[9])).Message);
    }

    // A tree that was kept: the root's noise is new, the nodes' policies are the evaluator's.
    [Theory]
    [InlineData("puct")]
    [InlineData("gumbel")]
    public void ATreeThatWasKeptHasTheEvaluatorsPolicy(string policy)
    {
        var game = new ConnectFour();
        using var search = new TreeSearch(game, Policy(policy), _ => new HashedNetwork()) { Explores = true };
        GameState state = game.Start();
        var moves = new MoveStatistics[7];
        for (int i = 0; i < 4; i++)
        {
            int move = search.Search(state, SearchBudget.Of(200));
            double[] expected = NaiveTree.Begin(state).Policy;
            Assert.Equal(
                expected, moves.Take(search.WriteMoves(moves)).Select(m => (double)m.Prior), (a, b) => Math.Abs(a - b) < 1e-5);
            Assert.True(i == 0 || search.Visits > 201, "nothing was kept");
            state.Play(move);
        }
    }

    // Rollouts have no policy; all moves are alike to begin with.
    [Theory]
    [InlineData("puct")]
    [InlineData("gumbel")]
    public void RolloutsServeAsWell(string policy)
    {
        var game = new ConnectFour();
        using var search = new TreeSearch(game, Policy(policy), _ => new RolloutEvaluator(game));
        Assert.Contains(search.Search(game.After("4455"), SearchBudget.Of(3_000)), (int[])[2, 5]);
        Assert.Equal(3_001, search.Visits + (3_000 - search.Simulations));
    }

    [Fact]
    public void ALogitThatIsNoNumberIsNamed()
    {
        var game = new TicTacToe();
        using var search = new TreeSearch(game, new Puct(), _ => new Broken());
        Assert.Equal(
            "A search of tic-tac-toe failed: the evaluator gave move 4 the logit NaN; logits of legal moves are finite",
            Assert.Throws<InvalidOperationException>(() => search.Search(game.Start(), SearchBudget.Of(10))).Message);
    }

    private static TreePolicy Policy(string name) => name == "puct"
        ? new Puct { FirstPlay = FirstPlay.Reduced, ForcedPlayouts = 2 }
        : new GumbelAlphaZero();

    private sealed class Broken : LeafEvaluator
    {
        public override bool GivesPolicy => true;

        public override void Evaluate(ReadOnlySpan<Leaf> leaves) => leaves[0].Policy[4] = float.NaN;
    }
}
