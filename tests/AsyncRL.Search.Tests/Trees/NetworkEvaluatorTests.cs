using AsyncRL.Search.Games;
using AsyncRL.Search.Tests.Support;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Tests.Trees;

public sealed class NetworkEvaluatorTests
{
    // A network that treats all points alike answers the same however a position is turned, once its policy is turned back.
    [Fact]
    public void TurningAPositionChangesNothingForANetworkThatIsAlikeEverywhere()
    {
        foreach (Game game in Positions.AllGames)
        {
            var straight = new Alike(game, turns: false);
            var turning = new Alike(game, turns: true);
            var random = new FastRandom(4);
            var seen = new HashSet<string>();
            for (int i = 0; i < 60; i++)
            {
                GameState state = Positions.Unfinished(game, 1 + (i % 4), ref random);
                Leaf a = new(game), b = new(game);
                a.State.CopyFrom(state);
                b.State.CopyFrom(state);
                straight.Evaluate([a]);
                turning.Evaluate([b]);
                Assert.Equal(a.Value, b.Value, 1e-5);
                for (int move = 0; move < game.Moves; move++)
                {
                    Assert.True(Math.Abs(a.Policy[move] - b.Policy[move]) < 1e-4, $"{game.Name}, move {move}");
                }

                seen.Add(string.Join(' ', a.Policy.ToArray()));
            }

            Assert.True(seen.Count > 5, "positions differ");
            Assert.True(turning.Asked.Zip(straight.Asked).Count(pair => pair.First != pair.Second) > 20, "positions are turned");
        }
    }

    // All ways are drawn alike; every batch is written side by side, whatever its length.
    [Fact]
    public void EveryWayIsDrawn()
    {
        Game game = Positions.AllGames[4];
        var network = new Alike(game, turns: true, batch: 3);
        var ways = new Dictionary<string, int>();
        GameState state = game.Start();
        state.Play("B4 C4");
        Leaf[] leaves = [.. Enumerable.Range(0, 8).Select(_ => new Leaf(game))];
        foreach (Leaf leaf in leaves)
        {
            leaf.State.CopyFrom(state);
        }

        for (int i = 0; i < 200; i++)
        {
            network.Evaluate(leaves);
            Assert.Equal(8, network.Asked.Count);
            foreach (string asked in network.Asked)
            {
                ways[asked] = ways.GetValueOrDefault(asked) + 1;
            }

            network.Asked.Clear();
        }

        Assert.Equal(8, ways.Count);
        Assert.All(ways.Values, count => Assert.InRange(count, 140, 260));
        Assert.Equal(3, network.Largest);
    }

    [Fact]
    public void ValuesAreOfThePlayerToMove()
    {
        var game = new ConnectFour();
        Leaf leaf = new(game);
        var network = new Alike(game, turns: false);
        network.Evaluate([leaf]);
        float first = network.Answer;
        Assert.Equal(first, leaf.Value);
        leaf.State.Play(3);
        network.Evaluate([leaf]);
        Assert.NotEqual(0, network.Answer);
        Assert.Equal(-network.Answer, leaf.Value);
    }

    [Fact]
    public void SeedsRepeatTheWays()
    {
        Game game = Positions.AllGames[4];
        var network = new Alike(game, turns: true);
        Leaf[] leaves = [.. Enumerable.Range(0, 30).Select(_ => new Leaf(game))];
        foreach (Leaf leaf in leaves)
        {
            leaf.State.Play("B4");
        }

        network.Reseed(3);
        network.Evaluate(leaves);
        string[] first = [.. network.Asked];
        network.Asked.Clear();
        network.Reseed(3);
        network.Evaluate(leaves);
        Assert.Equal(first, network.Asked);
    }

    // A move's logit is a sum over points, by their features and their squared distance to the move's point; a column of Connect
    // Four is its points, and a pass all points.
    private sealed class Alike(Game rules, bool turns, int batch = 1) : NetworkEvaluator(rules, batch, turns, seed: 7)
    {
        private readonly Game game = rules;

        public List<string> Asked { get; } = [];

        public int Largest { get; private set; }

        public float Answer { get; private set; }

        protected override void Infer(ReadOnlySpan<float> features, Span<float> policies, Span<float> values)
        {
            Largest = Math.Max(Largest, values.Length);
            for (int i = 0; i < values.Length; i++)
            {
                float[] own = [.. features.Slice(i * game.FeatureLength, game.FeatureLength)];
                Asked.Add(string.Join(' ', own));
                int points = game.Rows * game.Columns;
                values[i] = MathF.Tanh(0.02f + (0.05f * Enumerable.Range(0, own.Length).Sum(f => own[f] * Weight(f))));
                Answer = values[i];
                for (int move = 0; move < game.Moves; move++)
                {
                    int to = move;
                    int[] targets = game is ConnectFour
                        ? [.. Enumerable.Range(0, game.Rows).Select(r => (r * game.Columns) + to)]
                        : move == game.Pass ? [.. Enumerable.Range(0, points)] : [move];
                    policies[(i * game.Moves) + move] = targets.Sum(t => Enumerable.Range(0, own.Length).Sum(
                        f => own[f] * Weight(f) / (1 + Distance(t, f / game.Planes))));
                }
            }
        }

        private float Weight(int feature) => 0.3f + (feature % game.Planes);

        private float Distance(int a, int b)
        {
            int rows = (a / game.Columns) - (b / game.Columns), columns = (a % game.Columns) - (b % game.Columns);
            return (rows * rows) + (columns * columns);
        }
    }
}
