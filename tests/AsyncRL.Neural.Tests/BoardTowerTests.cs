using AsyncRL.Tests.Support;

namespace AsyncRL.Neural.Tests;

public sealed class BoardTowerTests
{
    public static TheoryData<string, string> Cases => TowerCases.WithWidths;

    [Theory]
    [MemberData(nameof(Cases))]
    public void EvaluationsEqualTheFormulas(string name, string width)
    {
        BoardTowerDescription description = TowerCases.Towers[name];
        var random = new Random(3);
        ParameterVector theta = TowerCases.Drawn(description, 5);
        var naive = new NaiveTower(description, theta.Span);
        var player = new BoardTower(description, learns: false, NetworkGradientTests.Kernels(width));
        var learner = new BoardTower(description, learns: true, NetworkGradientTests.Kernels(width));
        player.Load(theta);
        learner.Load(theta);

        // The whole board, a part of it, and the whole again: nothing of one evaluation may show in the next.
        bool[] part = [.. Enumerable.Range(0, description.Points).Select(p => p == 0 || random.NextSingle() < 0.7f)];
        foreach (bool[]? onBoard in (bool[]?[])[null, part, null])
        {
            float[] features = TowerCases.Features(description, random);
            (double[] policy, double value, double[] ownership, double score) =
                naive.Evaluate(TowerCases.Wide(features), onBoard);
            player.Evaluate(features, onBoard);
            TowerCases.AssertNear(policy, player.Logits, "logit");
            TowerCases.AssertNear(ownership, player.Ownership, "owner");
            TowerCases.AssertNear([value, score], [player.Value, player.Score], "value and score");
            learner.Evaluate(features, onBoard);
            Assert.True(player.Logits.SequenceEqual(learner.Logits) && player.Ownership.SequenceEqual(learner.Ownership));
            Assert.Equal((player.Value, player.Score), (learner.Value, learner.Score));
        }
    }

    // Their products would be numbers below the least normal one, with which some processors compute a hundred times as long.
    [Fact]
    public void WeightsThatDecayedToNearlyNothingAreNothing()
    {
        BoardTowerDescription description = TowerCases.Towers["go 9 x 9"];
        ParameterVector tiny = TowerCases.Drawn(description, 5), none = TowerCases.Drawn(description, 5);
        for (int i = 0; i < tiny.Span.Length; i++)
        {
            (tiny.Span[i], none.Span[i]) = i % 2 == 0 ? (tiny.Span[i], none.Span[i]) : (i % 4 == 1 ? 1e-40f : -9e-16f, 0f);
        }

        BoardTower withTiny = new(description), without = new(description);
        withTiny.Load(tiny);
        without.Load(none);
        float[] features = TowerCases.Features(description, new Random(1));
        withTiny.Evaluate(features);
        without.Evaluate(features);
        Assert.True(without.Logits.SequenceEqual(withTiny.Logits) && without.Ownership.SequenceEqual(withTiny.Ownership));
        Assert.Equal((without.Value, without.Score), (withTiny.Value, withTiny.Score));
    }

    [Fact]
    public void AMaskedBoardIsTheSmallerBoardWithTheSameParameters()
    {
        BoardTowerDescription large = TowerCases.Towers["go 9 x 9"];
        BoardTowerDescription small = large.On(7, 7, BoardMoves.Points(7, 7, pass: true));
        Assert.Equal(large.Parameters.Length, small.Parameters.Length);
        ParameterVector theta = TowerCases.Drawn(large, 5);
        BoardTower onLarge = new(large), onSmall = new(small);
        onLarge.Load(theta);
        onSmall.Load(theta);

        // In the middle, so that off the board is on every side; what the features say there must not matter.
        var random = new Random(8);
        float[] features = TowerCases.Features(small, random), around = TowerCases.Features(large, random);
        var onBoard = new bool[81];
        for (int point = 0; point < 49; point++)
        {
            onBoard[Place(point)] = true;
            features.AsSpan(point * 16, 16).CopyTo(around.AsSpan(Place(point) * 16));
        }

        onSmall.Evaluate(features);
        onLarge.Evaluate(around, onBoard);
        Assert.Equal(onSmall.Value, onLarge.Value, 1e-5);
        Assert.Equal(onSmall.Score, onLarge.Score, 1e-5);
        Assert.Equal(onSmall.Logits[49], onLarge.Logits[81], 1e-5);
        for (int point = 0; point < 49; point++)
        {
            Assert.Equal(onSmall.Logits[point], onLarge.Logits[Place(point)], 1e-5);
            Assert.Equal(onSmall.Ownership[point], onLarge.Ownership[Place(point)], 1e-5);
        }

        Assert.Equal(0f, onLarge.Logits[0]);
        Assert.Equal(0f, onLarge.Ownership[8]);

        static int Place(int point) => (point / 7 + 1) * 9 + point % 7 + 1;
    }

    [Fact]
    public void AnInstanceReadsTheParametersThatItLoaded()
    {
        BoardTowerDescription description = TowerCases.Towers["connect four"];
        ParameterVector theta = TowerCases.Drawn(description, 5);
        float[] features = TowerCases.Features(description, new Random(1));
        var tower = new BoardTower(description);
        tower.Load(theta);
        tower.Evaluate(features);
        float[] before = tower.Logits.ToArray();
        theta.CopyFrom(TowerCases.Drawn(description, 6));
        tower.Evaluate(features);
        Assert.True(tower.Logits.SequenceEqual(before));
        tower.Load(theta);
        tower.Evaluate(features);
        Assert.False(tower.Logits.SequenceEqual(before));
    }

    [Theory]
    [InlineData(Initialization.Orthogonal)]
    [InlineData(Initialization.FanInUniform)]
    public void BlocksStartAsNothingAndOutputsSmall(Initialization how)
    {
        BoardTowerDescription description = TowerCases.Go(9, new() { Blocks = 4, Ownership = true, Score = true });
        var theta = new ParameterVector(description.Parameters);
        theta.Span.Fill(float.NaN);
        description.Initialize(theta.Span, how, new Random(1).NextDouble);
        Assert.All(theta.Span.ToArray(), x => Assert.True(float.IsFinite(x)));
        foreach (ParameterView view in description.Parameters.Views)
        {
            var values = new float[view.Count];
            view.CopyTo(theta.Span, values);
            bool zero = view.Name.EndsWith(".bias", StringComparison.Ordinal)
                || view.Name.Contains(".conv2.", StringComparison.Ordinal);
            Assert.True(zero == values.All(x => x == 0f), view.Name);
        }

        // Mean squares: 2 / fan-in where the variance is to pass a ReLU, and 1/blocks of that in a block.
        Assert.Equal(2.0 / (9 * 16), MeanSquare("input"), 2.0 / (9 * 16) * 0.1);
        Assert.Equal(2.0 / (9 * 32) / 4, MeanSquare("block3.conv1"), 2.0 / (9 * 32) / 4 * 0.1);

        // Without the blocks it is the same network: all of them do nothing.
        BoardTowerDescription bare = TowerCases.Go(9, new() { Blocks = 0, Ownership = true, Score = true });
        var bareTheta = new ParameterVector(bare.Parameters);
        foreach (ParameterView view in bare.Parameters.Views)
        {
            var values = new float[view.Count];
            description.Parameters[view.Name].CopyTo(theta.Span, values);
            view.CopyFrom(bareTheta.Span, values);
        }

        float[] features = TowerCases.Features(description, new Random(2));
        BoardTower tower = new(description), without = new(bare);
        tower.Load(theta);
        without.Load(bareTheta);
        tower.Evaluate(features);
        without.Evaluate(features);
        Assert.True(tower.Logits.SequenceEqual(without.Logits));
        Assert.Equal(tower.Value, without.Value);
        Assert.All(tower.Logits.ToArray(), logit => Assert.InRange(logit, -1f, 1f));

        double MeanSquare(string layer)
        {
            ParameterView view = description.Parameters[$"{layer}.weight"];
            var values = new float[view.Count];
            view.CopyTo(theta.Span, values);
            return values.Average(x => (double)x * x);
        }
    }

    [Fact]
    public void EvaluatingAndLearningAllocateNothing()
    {
        BoardTowerDescription description = TowerCases.Towers["go 5 x 5"];
        ParameterVector theta = TowerCases.Drawn(description, 5);
        BoardTower player = new(description), learner = new(description, learns: true);
        var rule = new Adam(weightDecay: 1e-4f);
        OptimizerState state = rule.CreateState(description.Parameters);
        float[] features = TowerCases.Features(description, new Random(1));
        float[] policy = new float[26], owners = new float[25], inputs = new float[features.Length];
        bool[] part = [.. Enumerable.Range(0, 25).Select(p => p % 5 < 4)];
        Update();
        Update();
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                Update();
            }
        }));

        void Update()
        {
            player.Load(theta);
            player.Evaluate(features);
            player.Evaluate(features, part);
            learner.Load(theta);
            learner.ClearGradient();
            learner.Evaluate(features);
            policy.AsSpan().Fill(player.Logits[3] * 0.01f);
            learner.Backward(policy, player.Value, owners);
            learner.Evaluate(features, part);
            learner.Backward(policy, player.Value, owners, 0f, inputs);
            rule.Apply(theta, state, learner.Gradient, 1e-4f);
        }
    }

    [Fact]
    public void OperationsAreCountedAsTheyArePublished()
    {
        // 2 x 9 x points x (planes x W + 2 B W^2), and heads of one per cent.
        BoardTowerDescription tower = TowerCases.Go(9, new() { Channels = 32, Blocks = 4 });
        long trunk = 2L * 9 * 81 * (16 * 32 + 2 * 4 * 32 * 32);
        Assert.InRange(tower.ForwardFlops, trunk, trunk * 102 / 100);
        Assert.Equal(2 * tower.ForwardFlops - 2L * 9 * 81 * 16 * 32, tower.BackwardFlops);
        Assert.InRange(tower.Parameters.Count, 80_000, 84_000);
    }

    public static TheoryData<string, Action> Mistakes
    {
        get
        {
            BoardTowerDescription tower = TowerCases.Towers["connect four"];
            float[] features = new float[tower.InputLength], policy = new float[7];
            var loaded = new BoardTower(tower, learns: true);
            loaded.Load(new ParameterVector(tower.Parameters));
            var evaluated = new BoardTower(tower, learns: true);
            evaluated.Load(new ParameterVector(tower.Parameters));
            evaluated.Evaluate(features);
            var player = new BoardTower(tower);
            var reloaded = new BoardTower(tower, learns: true);
            reloaded.Load(new ParameterVector(tower.Parameters));
            reloaded.Evaluate(features);
            reloaded.Load(new ParameterVector(tower.Parameters));
            return new()
            {
                { "call Evaluate first", () => reloaded.Backward(policy, 0f) },
                { "has more parameters than fit", () => _ = new BoardTowerDescription(
                    3, 3, 2, BoardMoves.Points(3, 3, pass: false), new() { Channels = 65_536, Blocks = 1 }) },
                { "is 20, but must be a multiple of 16; use 32", () => _ = new BoardTowerSettings { Channels = 20 } },
                { "MoveChannels of the board tower is 0", () => _ = new BoardTowerSettings { MoveChannels = 0 } },
                { "blocks", () => _ = new BoardTowerSettings { Blocks = -1 } },
                { "every size must be at least 1", () => _ = new BoardTowerDescription(0, 7, 2, BoardMoves.Columns(6, 7)) },
                { "of a board of 42 points, but a board of 6 x 6", () => _ = new BoardTowerDescription(
                    6, 6, 2, BoardMoves.Columns(6, 7)) },
                { "point 1 belongs to move 2", () => _ = new BoardMoves(2, [0, 2]) },
                { "of no point; give", () => _ = new BoardMoves(2, []) },
                { "1 belong to no point, but here it is 0", () => tower.On(3, 3, BoardMoves.Points(3, 3, pass: true)) },
                { "call Load first", () => player.Evaluate(features) },
                { "made with learns: false", () => player.Backward(policy, 0f) },
                { "made with learns: false", () => _ = player.Gradient },
                { "There are 5 features", () => loaded.Evaluate(features.AsSpan(0, 5)) },
                { "The mask has 5 points", () => loaded.Evaluate(features, new bool[5]) },
                { "leaves no point", () => loaded.Evaluate(features, new bool[42]) },
                { "call Evaluate first", () => loaded.Backward(policy, 0f) },
                { "There are 6 gradients of logits for the 7 moves", () => evaluated.Backward(policy.AsSpan(0, 6), 0f) },
                { "no ownership head", () => evaluated.Backward(policy, 0f, new float[42]) },
                { "no score head", () => evaluated.Backward(policy, 0f, score: 1f) },
                { "gradients of inputs", () => evaluated.Backward(policy, 0f, inputGradient: new float[3]) },
                { "floats where", () => loaded.Load(new ParameterVector(TowerCases.Towers["go 5 x 5"].Parameters)) },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void AMistakeIsRefusedWithASentence(string words, Action make) =>
        Assert.Contains(words, Assert.ThrowsAny<SystemException>(make).Message, StringComparison.OrdinalIgnoreCase);
}
