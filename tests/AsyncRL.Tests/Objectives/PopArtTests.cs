using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Objectives;

public sealed class PopArtTests
{
    private const int Tasks = 3;
    private static readonly PopArtOptions Options = new() { Enabled = true, Beta = 0.02 };

    [Fact]
    public void StatisticsAreThoseOfTheDefinitionWrittenOut()
    {
        var random = new Random(1);
        (float Target, int Task)[] seen =
            [.. Enumerable.Range(0, 900).Select(i => ((float)(random.NextDouble() * 50 * (1 + i % 3) - 10), random.Next(Tasks)))];
        (PopArtUpdate update, ModelDescription model, ParameterVector theta) = Make(Options);
        foreach ((float Target, int Task)[] batch in seen.Chunk(37))
        {
            Move(update, theta, batch);
        }

        for (int task = 0; task < Tasks; task++)
        {
            // mu = sum_k beta (1 - beta)^(n - k) v_k; of nu the start, 1, is left with (1 - beta)^n.
            double[] own = [.. seen.Where(s => s.Task == task).Select(s => (double)s.Target)];
            double Weight(int k) => Options.Beta * Math.Pow(1 - Options.Beta, own.Length - 1 - k);
            double mu = own.Select((v, k) => Weight(k) * v).Sum();
            double nu = Math.Pow(1 - Options.Beta, own.Length) + own.Select((v, k) => Weight(k) * v * v).Sum();
            Assert.Equal(mu, PopArt.Mean(model, theta, task), 1e-4 * Math.Abs(mu));
            double sigma = Math.Sqrt(nu - mu * mu);
            Assert.Equal(sigma, new PopArt(Options, Tasks).Deviation(model, theta, task), 1e-4 * sigma);
        }
    }

    // The point of keeping the variance itself: nu - mu^2 in float32 would be noise here.
    [Fact]
    public void AMeanFarAboveTheDeviationLeavesItExact()
    {
        var random = new Random(2);
        (PopArtUpdate update, ModelDescription model, ParameterVector theta) = Make(Options);
        for (int i = 0; i < 3_000; i++)
        {
            Move(update, theta, [(100_000f + (random.Next(2) == 0 ? 1f : -1f), 0)]);
        }

        Assert.Equal(1, new PopArt(Options, Tasks).Deviation(model, theta, 0), 0.35);
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(400f)]
    [InlineData(-30_000f)]
    public void ValuesStayWhatTheyAreWhenTheStatisticsMove(float target)
    {
        (PopArtUpdate update, ModelDescription description, ParameterVector theta) = Make(Options);
        var heads = new TaskValues(1, Tasks, Options);
        var model = new Model(description, theta, slots: 8);
        var random = new Random(3);
        for (int round = 0; round < 20; round++)
        {
            float[] before = Values();
            float sigma = heads.Deviation(model, 1);
            Move(update, theta, [.. Enumerable.Range(0, 11).Select(_ => (target * (0.5f + random.NextSingle()), 1))]);
            float[] after = Values();
            Assert.NotEqual(sigma, heads.Deviation(model, 1));
            float scale = Math.Max(1, Math.Max(heads.Deviation(model, 1), Math.Abs(PopArt.Mean(description, theta, 1))));
            Assert.All(before.Zip(after), v => Assert.Equal(v.First, v.Second, 4e-6f * scale));
        }

        float[] Values()
        {
            var inputs = new Random(4);
            for (int slot = 0; slot < 8; slot++)
            {
                foreach (ref float x in model.Network.Input(slot))
                {
                    x = inputs.NextSingle() * 2 - 1;
                }
            }

            model.Network.Forward(0, 8);
            return [.. Enumerable.Range(0, 8 * Tasks).Select(i => heads.Value(model, i / Tasks, i % Tasks))];
        }
    }

    [Fact]
    public void OnlyTheTaskThatWasPlayedMoves()
    {
        (PopArtUpdate update, ModelDescription model, ParameterVector theta) = Make(Options);
        float[] before = theta.Span.ToArray();
        Move(update, theta, [(70f, 1), (80f, 1)]);
        ParameterView weight = model.Network.Parameters["value.weight"], policy = model.Network.Parameters["policy.weight"];
        for (int row = 0; row < weight.Rows; row++)
        {
            Assert.Equal(weight.Row(before, row)[0], weight.Row(theta.Span, row)[0]);
            Assert.NotEqual(weight.Row(before, row)[1], weight.Row(theta.Span, row)[1]);
            Assert.Equal(weight.Row(before, row)[2], weight.Row(theta.Span, row)[2]);
            Assert.Equal(policy.Row(before, row).ToArray(), policy.Row(theta.Span, row).ToArray());
        }

        Assert.Equal(0f, PopArt.Mean(model, theta, 0));
        Assert.Equal(1f, new PopArt(Options, Tasks).Deviation(model, theta, 2));
    }

    [Fact]
    public void TheDeviationKeepsToItsBoundsAndWhatIsNotFiniteChangesNothing()
    {
        PopArtOptions quick = Options with { Beta = 1, MinDeviation = 0.5, MaxDeviation = 20 };
        (PopArtUpdate update, ModelDescription model, ParameterVector theta) = Make(quick);
        var popArt = new PopArt(quick, Tasks);
        Move(update, theta, [(3f, 0)]);
        Assert.Equal(0.5f, popArt.Deviation(model, theta, 0));
        (update, model, theta) = Make(quick with { Beta = 0.5 });
        Move(update, theta, [(1_000f, 0)]);
        Assert.Equal(20f, popArt.Deviation(model, theta, 0));
        float[] before = theta.Span.ToArray();
        Move(update, theta, [(float.NaN, 0), (float.PositiveInfinity, 1)]);
        Assert.Equal(before, theta.Span.ToArray());
        Assert.Contains(
            "popart.max_deviation: 1 is less than popart.min_deviation, 2",
            Assert.Throws<OptionException>(() => new PopArt(quick with { MinDeviation = 2, MaxDeviation = 1 }, 1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void MovingAllocatesNothing()
    {
        (PopArtUpdate update, _, ParameterVector theta) = Make(Options);
        Rollout played = Played([(3f, 0), (5f, 2)]);
        Assert.Equal(0, Allocations.Of(() => Move(update, theta, played)));
    }

    private static void Move(PopArtUpdate update, ParameterVector theta, (float Target, int Task)[] targets) =>
        Move(update, theta, Played(targets));

    private static void Move(PopArtUpdate update, ParameterVector theta, Rollout played)
    {
        update.Begin(theta);
        update.Add(played);
        update.End(theta);
    }

    private static Rollout Played((float Target, int Task)[] targets)
    {
        var schema = new ExperienceSchema(new Box(0f, 1f, 1), new Discrete(2), 0, [Column.Returns, Column.Task]);
        var rollout = new Rollout(schema, targets.Length, 1) { Rows = targets.Length };
        for (int row = 0; row < targets.Length; row++)
        {
            (rollout[Column.Returns][row], rollout.Of(Column.Task)[row]) = targets[row];
        }

        return rollout;
    }

    private static (PopArtUpdate Update, ModelDescription Model, ParameterVector Theta) Make(PopArtOptions options)
    {
        var heads = new TaskValues(1, Tasks, options);
        ModelDescription model = heads.Describe(
            new NetworkDescription([4], [new DenseLayer(9, Activation.Tanh)], [new Head("policy", 2), heads.Head]));
        var theta = new ParameterVector(model.Parameters);
        model.Initialize(theta.Span, Initialization.FanInUniform, new Random(5).NextDouble);
        return (new PopArtUpdate(heads.PopArt!, Tasks, model), model, theta);
    }
}
