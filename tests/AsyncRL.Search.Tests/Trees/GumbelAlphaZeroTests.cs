using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Tests.Support;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Tests.Trees;

public sealed class GumbelAlphaZeroTests
{
    private static readonly GumbelAlphaZero Gumbel = new();

    [Fact]
    public void FormulasAreThePapers()
    {
        var random = new FastRandom(8);
        for (int i = 0; i < 300; i++)
        {
            int moves = 1 + random.Below(9);
            float[] logits = Numbers(moves, ref random, -4, 4), values = Numbers(moves, ref random, 0, 1);
            float[] visits = [.. Numbers(moves, ref random, -4, 6).Select(n => MathF.Max(0, MathF.Floor(n)))];
            float value = random.NextSingle(), most = visits.Max();
            double z = logits.Sum(l => Math.Exp(l));
            double[] pi = [.. logits.Select(l => Math.Exp(l) / z)];
            int[] all = [.. Enumerable.Range(0, moves)];

            // v_mix, completed Q, sigma, pi'.
            double sumN = visits.Sum();
            double piVisited = all.Where(a => visits[a] > 0).Sum(a => pi[a]);
            double mixed = sumN == 0 ? value
                : 1 / (1 + sumN) * (value + (sumN / piVisited * all.Where(a => visits[a] > 0).Sum(a => pi[a] * values[a])));
            double[] completed = [.. all.Select(a => visits[a] > 0 ? values[a] : mixed)];
            double[] sigma = [.. completed.Select(q => (50 + most) * 1.0 * q)];
            double norm = all.Sum(a => Math.Exp(logits[a] + sigma[a]));
            double[] improved = [.. all.Select(a => Math.Exp(logits[a] + sigma[a]) / norm)];

            Assert.Equal(mixed, GumbelAlphaZero.MixedValue(value, logits, visits, values), 1e-5);
            Assert.Equal(sigma[0], Gumbel.Sigma((float)completed[0], most), 1e-3);
            float[] q = [.. values];
            GumbelAlphaZero.CompleteValues(value, logits, visits, q);
            var policy = new float[moves];
            Gumbel.Improve(logits, q, most, policy);
            for (int a = 0; a < moves; a++)
            {
                Assert.Equal(completed[a], q[a], 1e-5);
                Assert.Equal(improved[a], policy[a], 1e-4);
            }

            double lacking = all.Max(a => improved[a] - (visits[a] / (1 + sumN)));
            int chosen = GumbelAlphaZero.NextVisit(policy, visits);
            Assert.Equal(lacking, improved[chosen] - (visits[chosen] / (1 + sumN)), 1e-4);
        }
    }

    [Fact]
    public void VisitedMovesMayBeAsUnlikelyAsALogitCanSay() => Assert.Equal(
        (0.5 + (3 * 0.25)) / 4, GumbelAlphaZero.MixedValue(0.5f, [0, -300, -400], [0, 3, 0], [0, 0.25f, 0]), 1e-6);

    // An analysis goes on in slices, the last of which may have two simulations; the two likeliest moves are not all there is.
    [Fact]
    public void WhatASearchHasFoundIsNotForgottenByAShortOneAfterIt()
    {
        var game = new GoGame(new GoRules { Size = 5 });
        var random = new FastRandom(5);
        int unlikely = 0;
        int[] before = new int[game.Moves], after = new int[game.Moves];
        for (int i = 0; i < 20; i++)
        {
            using var search = new TreeSearch(game, new GumbelAlphaZero(), _ => new HashedNetwork());
            GameState state = Positions.Unfinished(game, 6, ref random);
            int move = search.Search(state, SearchBudget.Of(400));
            var moves = new MoveStatistics[game.Moves];
            int count = search.WriteMoves(moves);
            unlikely += moves.Take(count).OrderByDescending(m => m.Prior).Take(2).Any(m => m.Move == move) ? 0 : 1;
            search.WriteVisits(before);
            search.Search(state, SearchBudget.Of(2));
            search.WriteVisits(after);
            Assert.Equal(before[move] + 1, after[move]);
        }

        Assert.True(unlikely > 0);
    }

    [Fact]
    public void WithoutAPolicyAllMovesAreConsidered()
    {
        var game = new GoGame(new GoRules { Size = 5 });
        using var search = new TreeSearch(game, new GumbelAlphaZero(), _ => new GoRolloutEvaluator(game));
        search.Search(game.Start(), SearchBudget.Of(400));
        var visits = new int[game.Moves];
        search.WriteVisits(visits);
        Assert.All(visits.Take(25), v => Assert.True(v > 0));
    }

    // The schedule as a list of moves to visit, by rank.
    [Fact]
    public void SimulationsAreSharedByHalving()
    {
        for (int moves = 1; moves <= 20; moves++)
        {
            for (int simulations = moves; simulations < 150; simulations++)
            {
                var expected = new List<int>();
                int phases = Math.Max(1, (int)Math.Ceiling(Math.Log2(moves)));
                for (int left = moves; expected.Count < simulations; left = left <= 2 ? left : Math.Max(2, left / 2))
                {
                    int each = Math.Max(1, (int)Math.Floor((double)simulations / (phases * left)));
                    for (int i = 0; i < each; i++)
                    {
                        expected.AddRange(Enumerable.Range(0, left));
                    }
                }

                var actual = new List<int>();
                for (var halving = new SequentialHalving(moves, simulations); actual.Count < simulations; halving.NextRound())
                {
                    actual.AddRange(Enumerable.Range(0, halving.Considered));
                }

                Assert.Equal(expected.Take(simulations), actual.Take(simulations));
            }
        }
    }

    // Whole searches without noise beside a tree of objects. Simulations that fill whole rounds.
    [Theory]
    [InlineData(7, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 16)]
    [InlineData(2, 200)]
    [InlineData(4, 640)]
    public void VisitsAndChoiceAreThoseOfThePaper(int considered, int simulations)
    {
        var game = new ConnectFour();
        using var search = new TreeSearch(
            game, new GumbelAlphaZero { Considered = considered }, _ => new HashedNetwork(),
            new SearchSettings { Solves = false, ReusesTree = false });
        foreach (string moves in (string[])["", "4", "4435264"])
        {
            GameState state = game.After(moves);
            NaiveTree root = NaiveTree.Begin(state);
            List<NaiveTree> left =
            [
                .. root.Children.OrderByDescending(c => HashedNetwork.LogitOf(state, c.Move))
                    .Take(Math.Min(considered, simulations)),
            ];
            int phases = Math.Max(1, (int)Math.Ceiling(Math.Log2(left.Count)));
            for (int phase = 0; phase < phases; phase++)
            {
                int each = simulations / (phases * left.Count);
                foreach (NaiveTree child in left)
                {
                    for (int i = 0; i < each; i++)
                    {
                        root.Simulate(node => node == root ? child : SelectBelow(node));
                    }
                }

                double[] completed = Completed(root);
                double most = root.Children.Max(c => c.Visits);
                left =
                [
                    .. left.OrderByDescending(c => HashedNetwork.LogitOf(state, c.Move)
                        + ((50 + most) * completed[root.Children.IndexOf(c)])).Take(Math.Max(1, left.Count / 2)),
                ];
            }

            Assert.Equal(left[0].Move, search.Search(state, SearchBudget.Of(simulations)));
            var visits = new int[game.Moves];
            search.WriteVisits(visits);
            Assert.Equal(root.Children.Select(c => c.Visits), root.Children.Select(c => visits[c.Move]));
            var policy = new float[game.Moves];
            search.WritePolicy(policy);
            double[] improved = Improved(root);
            for (int i = 0; i < improved.Length; i++)
            {
                Assert.Equal(improved[i], policy[root.Children[i].Move], 2e-3);
            }
        }
    }

    // With one simulation, Gumbel-top-1 is a draw from the evaluator's policy.
    [Fact]
    public void NoiseDrawsFromThePolicy()
    {
        const int Draws = 6_000;
        var game = new ConnectFour();
        using var search = new TreeSearch(
            game, new GumbelAlphaZero(), _ => new HashedNetwork(),
            new SearchSettings { ReusesTree = false, NodeCapacity = 1_000 })
        {
            Explores = true,
        };
        GameState state = game.After("44");
        double[] policy = NaiveTree.Begin(state).Policy;
        var drawn = new int[7];
        for (int i = 0; i < Draws; i++)
        {
            drawn[search.Search(state, SearchBudget.Of(1))]++;
        }

        double chi = policy.Select((p, m) => Math.Pow(drawn[m] - (Draws * p), 2) / (Draws * p)).Sum();
        Assert.InRange(chi, 0, 22.5);   // 6 degrees of freedom, 0.1 %
    }

    // Policy improvement: even two simulations play better than the policy, on average.
    [Fact]
    public void TwoSimulationsImproveThePolicy()
    {
        var game = new ConnectFour();
        using var search = new TreeSearch(
            game, new GumbelAlphaZero(), _ => new HashedNetwork(),
            new SearchSettings { ReusesTree = false, NodeCapacity = 1_000 })
        {
            Explores = true,
        };
        var random = new FastRandom(2);
        double gained = 0;
        for (int i = 0; i < 20; i++)
        {
            GameState state = Positions.Unfinished(game, 4, ref random);
            NaiveTree root = NaiveTree.Begin(state);
            double[] q = [.. root.Children.Select(c => -HashedNetwork.ValueOf(c.State) * (c.State.Player == 0 ? 1 : -1))];
            double policys = root.Policy.Zip(q, (p, v) => p * v).Sum(), searched = 0;
            for (int k = 0; k < 100; k++)
            {
                int move = search.Search(state, SearchBudget.Of(2));
                searched += q[root.Children.FindIndex(c => c.Move == move)] / 100;
            }

            Assert.True(searched > policys, $"{searched} is no better than {policys}");
            gained += (searched - policys) / 20;
        }

        Assert.True(gained > 0.15, $"gained {gained}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnyNumberOfSimulationsIsMade(bool reuses)
    {
        foreach (Game game in Positions.AllGames)
        {
            using var search = new TreeSearch(
                game, Gumbel, _ => new HashedNetwork(), new SearchSettings { ReusesTree = reuses, NodeCapacity = 100_000 })
            {
                Explores = true,
            };
            GameState state = game.Start();
            var visits = new int[game.Moves];
            var policy = new float[game.Moves];
            for (int n = 1; n < 40 && !state.IsOver; n++)
            {
                int move = search.Search(state, SearchBudget.Of(n));
                search.WriteVisits(visits);
                search.WritePolicy(policy);
                Assert.True(search.Simulations == n || search.Proven != Proof.Unknown);
                Assert.True(reuses ? visits.Sum() >= search.Simulations : visits.Sum() == search.Simulations);
                Assert.Equal(1, policy.Sum(), 1e-4);
                state.PlayChecked(move);
            }
        }
    }

    // Without a number of simulations halving begins again and again; the choice is then among moves that were searched well.
    [Fact]
    public void TimeAloneEndsASearchInAnyPhase()
    {
        Game game = Positions.AllGames[4];
        for (int asked = 5; asked < 3_000; asked += 211)
        {
            using var stop = new CancellationTokenSource();
            int count = 0;
            using var search = new TreeSearch(game, Gumbel, _ => new HashedNetwork
            {
                Asked = () =>
                {
                    if (++count == asked)
                    {
                        stop.Cancel();
                    }
                },
            });
            int move = search.Search(game.Start(), SearchBudget.Of(long.MaxValue), stop.Token);
            var visits = new int[game.Moves];
            search.WriteVisits(visits);
            Assert.InRange(search.Simulations, asked - 2, asked + 1_000);
            Assert.True(asked < 260 ? visits[move] > 0 : 5 * visits[move] >= visits.Max(), $"{visits[move]} of {visits.Max()}");
            Assert.InRange(visits.Count(v => v > 0), 2, 16);
        }
    }

    private static NaiveTree SelectBelow(NaiveTree node)
    {
        double[] improved = Improved(node);
        double all = node.Children.Sum(c => c.Visits);
        return node.Children[Enumerable.Range(0, improved.Length).MaxBy(
            a => improved[a] - (node.Children[a].Visits / (1 + all)))];
    }

    private static double[] Completed(NaiveTree node)
    {
        int[] visited = [.. Enumerable.Range(0, node.Children.Count).Where(a => node.Children[a].Visits > 0)];
        double all = node.Children.Sum(c => c.Visits), v = (node.Evaluation + 1) / 2;
        double mixed = visited.Length == 0 ? v
            : (v + (all * visited.Sum(a => node.Policy[a] * Q(a)) / visited.Sum(a => node.Policy[a]))) / (1 + all);
        return [.. Enumerable.Range(0, node.Children.Count).Select(a => node.Children[a].Visits > 0 ? Q(a) : mixed)];

        double Q(int a) => (node.Children[a].Value + 1) / 2;
    }

    private static double[] Improved(NaiveTree node)
    {
        double most = node.Children.Max(c => c.Visits);
        double[] completed = Completed(node);
        double[] logits = [.. completed.Select((q, a) => Math.Log(node.Policy[a]) + ((50 + most) * q))];
        double z = logits.Sum(l => Math.Exp(l - logits.Max()));
        return [.. logits.Select(l => Math.Exp(l - logits.Max()) / z)];
    }

    private static float[] Numbers(int count, ref FastRandom random, float low, float high)
    {
        var numbers = new float[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = low + ((high - low) * random.NextSingle());
        }

        return numbers;
    }
}
