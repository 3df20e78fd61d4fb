using AsyncRL.Search.Games;
using AsyncRL.Search.Tests.Support;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Tests.Trees;

public sealed class PuctTests
{
    // Whole searches beside a tree of objects that follows the formula.
    [Theory]
    [InlineData(FirstPlay.Lost, 1)]
    [InlineData(FirstPlay.Lost, 700)]
    [InlineData(FirstPlay.Reduced, 700)]
    public void VisitsAreThoseOfTheFormula(FirstPlay firstPlay, int simulations)
    {
        var game = new ConnectFour();
        var puct = new Puct { FirstPlay = firstPlay, RootFirstPlayReduction = 0.05f, ExplorationBase = 100 };
        using var search = new TreeSearch(
            game, puct, _ => new HashedNetwork(), new SearchSettings { Solves = false, ReusesTree = false });
        foreach (string moves in (string[])["", "4", "4435264"])
        {
            GameState state = game.After(moves);
            NaiveTree root = NaiveTree.Begin(state);
            for (int i = 0; i < simulations; i++)
            {
                root.Simulate(Select);
            }

            search.Search(state, SearchBudget.Of(simulations));
            var visits = new int[game.Moves];
            search.WriteVisits(visits);
            Assert.Equal(root.Children.Select(c => c.Visits), root.Children.Select(c => visits[c.Move]));
            Assert.Equal(root.Sum / root.Visits, search.Value, 1e-5);

            NaiveTree Select(NaiveTree node)
            {
                double n = node.Visits, c = Math.Log((1 + n + 100) / 100) + 1.25;
                double visited = 0, sum = node.Evaluation, tried = 0;
                for (int i = 0; i < node.Children.Count; i++)
                {
                    NaiveTree child = node.Children[i];
                    visited += child.Visits > 0 ? node.Policy[i] : 0;
                    sum -= child.Sum;
                    tried += child.Visits;
                }

                double reduction = node == root ? 0.05 : 0.2;
                double unvisited = firstPlay == FirstPlay.Lost ? -1
                    : Math.Max(-1, (sum / (1 + tried)) - (reduction * Math.Sqrt(visited)));
                return node.Children.Zip(node.Policy).MaxBy(pair =>
                    (pair.First.Visits > 0 ? pair.First.Value : unvisited)
                    + (c * pair.Second * Math.Sqrt(n) / (1 + pair.First.Visits))).First;
            }
        }
    }

    [Fact]
    public void ForcedVisitsAreTakenOutAgain()
    {
        var random = new FastRandom(5);
        int pruned = 0, emptied = 0;
        for (int i = 0; i < 500; i++)
        {
            int moves = 2 + random.Below(10);
            var priors = new float[moves];
            var values = new float[moves];
            var visits = new float[moves];
            Chance.Dirichlet(ref random, 0.7, priors);
            for (int a = 0; a < moves; a++)
            {
                values[a] = (2 * random.NextSingle()) - 1;
                visits[a] = random.Below(a == 0 ? 200 : 30);
            }

            float[] before = [.. visits];
            float all = 1 + before.Sum(), rate = 1.3f;
            Puct.Prune(2, rate, all, priors, values, visits);
            int most = Array.IndexOf(before, before.Max());
            double Score(int a, double n) => values[a] + (rate * priors[a] * Math.Sqrt(all) / (1 + n));
            for (int a = 0; a < moves; a++)
            {
                // As many as may go at most: counted down from all that were forced.
                int taken = a == most ? 0 : (int)Math.Min(before[a], Math.Floor(Math.Sqrt(2 * priors[a] * before.Sum())));
                while (taken > 0 && Enumerable.Range(1, taken).Any(t => Score(a, before[a] - t) >= Score(most, before[most])))
                {
                    taken--;
                }

                float left = before[a] - taken;
                Assert.Equal(a != most && left <= 1 ? 0 : left, visits[a]);
                pruned += taken > 0 ? 1 : 0;
                emptied += before[a] > 1 && visits[a] == 0 ? 1 : 0;
            }
        }

        Assert.True(pruned > 300 && emptied > 50, $"{pruned} moves were pruned and {emptied} emptied");
    }

    [Fact]
    public void MovesGetTheirForcedVisitsWhereTheSearchExplores()
    {
        const int Simulations = 1_500;
        var game = new ConnectFour();
        var puct = new Puct { ForcedPlayouts = 2, NoiseShare = 0, FirstPlay = FirstPlay.Reduced };
        var random = new FastRandom(1);
        int lacking = 0;
        for (int i = 0; i < 10; i++)
        {
            GameState state = Positions.Unfinished(game, 6, ref random);
            Assert.Equal(0, Lacking(state, explores: true));
            lacking += Lacking(state, explores: false);
        }

        Assert.NotEqual(0, lacking);

        int Lacking(GameState state, bool explores)
        {
            using var search = new TreeSearch(
                game, puct, _ => new HashedNetwork(), new SearchSettings { Solves = false }) { Explores = explores };
            search.Search(state, SearchBudget.Of(Simulations));
            var moves = new MoveStatistics[7];
            int count = search.WriteMoves(moves);
            return moves.Take(count).Count(
                m => m.Visits > 0 && m.Visits < Math.Floor(Math.Sqrt(2 * m.Prior * Simulations)) - 1);
        }
    }

    [Fact]
    public void ForcedVisitsAreNoPartOfThePolicy()
    {
        var game = new ConnectFour();
        bool IsPruned(bool explores)
        {
            using var search = new TreeSearch(game, new Puct { ForcedPlayouts = 2 }, _ => new HashedNetwork())
            {
                Explores = explores,
            };
            search.Search(game.Start(), SearchBudget.Of(400));
            var visits = new int[7];
            var policy = new float[7];
            search.WriteVisits(visits);
            search.WritePolicy(policy);
            Assert.Equal(1, policy.Sum(), 1e-5);
            return visits.Zip(policy).Any(pair => Math.Abs(pair.Second - (pair.First / 400f)) > 1e-5);
        }

        Assert.True(IsPruned(explores: true));
        Assert.False(IsPruned(explores: false));
    }

    [Fact]
    public void NoiseAndTemperatureAreTheRootsAndForExploringAlone()
    {
        var game = new ConnectFour();
        string Visits(bool explores, ulong seed, Puct puct)
        {
            using var search = new TreeSearch(game, puct, _ => new HashedNetwork(), new SearchSettings { Seed = seed })
            {
                Explores = explores,
            };
            search.Search(game.Start(), SearchBudget.Of(100));
            var visits = new int[7];
            search.WriteVisits(visits);
            return string.Join(' ', visits);
        }

        Assert.Equal(Visits(false, 1, new Puct()), Visits(false, 2, new Puct()));
        Assert.Equal(Visits(true, 1, new Puct()), Visits(true, 1, new Puct()));
        Assert.NotEqual(Visits(true, 1, new Puct()), Visits(true, 2, new Puct()));
        Assert.Equal(Visits(false, 1, new Puct()), Visits(true, 1, new Puct { NoiseShare = 0 }));
        Assert.NotEqual(Visits(false, 1, new Puct()), Visits(true, 1, new Puct { NoiseShare = 0, RootTemperature = 3 }));
    }

    [Theory]
    [InlineData(0.12, 82)]
    [InlineData(0.03, 20)]
    [InlineData(2, 7)]
    public void NoiseHasTheMomentsOfADirichletDistribution(double alpha, int moves)
    {
        const int Draws = 20_000;
        var random = new FastRandom(3);
        var shares = new float[moves];
        double first = 0, squared = 0;
        for (int i = 0; i < Draws; i++)
        {
            Chance.Dirichlet(ref random, alpha, shares);
            Assert.Equal(1, shares.Sum(), 1e-4);
            first += shares[2];
            squared += shares[2] * shares[2];
        }

        double mean = 1.0 / moves, variance = mean * (1 - mean) / ((moves * alpha) + 1);
        Assert.Equal(mean, first / Draws, 4 * Math.Sqrt(variance / Draws));
        Assert.Equal(variance + (mean * mean), squared / Draws, 0.1 * variance);
    }

    [Fact]
    public void ASettingOutOfRangeIsNamed() => Assert.Equal(
        "Exploration is -1; it must be 0 to 1000.", Assert.Throws<ArgumentException>(() => new TreeSearch(
            new TicTacToe(), new Puct { Exploration = -1 }, _ => new HashedNetwork())).Message);
}
