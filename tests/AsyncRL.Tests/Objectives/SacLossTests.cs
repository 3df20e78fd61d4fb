using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using static AsyncRL.Tests.Objectives.NaiveActorCritic;

namespace AsyncRL.Tests.Objectives;

/// <summary>Soft actor-critic against its formulas in double precision, with networks written out naively.</summary>
public sealed class SacLossTests
{
    private const string Critic1 = "critic1", Critic2 = "critic2", LogAlpha = "log_alpha";
    private const float FixedAlpha = 0.3f, TargetEntropy = -1.3f;

    private static readonly Dictionary<string, SoftActorCriticSettings> Variants = new()
    {
        ["learned temperature"] = new() { TargetEntropy = TargetEntropy },
        ["fixed temperature"] = new() { LearnsAlpha = false, Alpha = FixedAlpha },
        ["state-dependent deviation"] = new() { TargetEntropy = TargetEntropy, StateDependentLogDeviation = -3f },
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string variant in Variants.Keys)
            {
                cases.Add("numbers", variant);
                cases.Add("image", variant);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TargetsAndLossesEqualTheirFormulasWrittenOutNaively(string name, string variant)
    {
        var naive = new Naive(name, Variants[variant]);
        NaiveActorCritic world = naive.World;
        LossSums sums = world.Learn();
        double[] y = naive.Targets();
        for (int i = 0; i < Rows; i++)
        {
            double error1 = naive.Value(Critic1, i) - y[i], error2 = naive.Value(Critic2, i) - y[i];
            Assert.Equal(y[i], world.Batch[Column.Returns][i], 1e-4);
            Assert.Equal(Math.Abs(error1) > Math.Abs(error2) ? error1 : error2, world.Batch[Column.Advantages][i], 1e-4);
        }

        Assert.Equal(naive.CriticLoss(Critic1)() + naive.CriticLoss(Critic2)(), world.Reported(sums, "train/critic_loss"), 5e-4);
        Assert.Equal(naive.ActorLoss(), world.Reported(sums, "train/actor_loss"), 1e-4);
        Assert.Equal(Mean(i => naive.Value(Critic1, i)), world.Reported(sums, "train/q_mean"), 1e-4);
        Assert.Equal(-Mean(naive.LogProbability), world.Reported(sums, "train/entropy"), 1e-4);
        Assert.Equal(naive.Alpha, world.Reported(sums, "train/ent_coef"), 1e-5);
        Assert.Equal(
            variant == "fixed temperature" ? 0 : naive.TemperatureLoss(naive.LogAlphaNow),
            world.Reported(sums, "train/ent_coef_loss"), 1e-4);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EachCriticsGradientEqualsFiniteDifferencesOfItsLoss(string name, string variant)
    {
        var naive = new Naive(name, Variants[variant]);
        naive.World.Learn();
        naive.World.Compare(Critic1, naive.CriticLoss(Critic1));
        naive.World.Compare(Critic2, naive.CriticLoss(Critic2));
    }

    /// <summary>
    /// Through the sample, tanh, the lesser critic's layers and the actor's, with the temperature held; a state-dependent
    /// deviation stops the gradient before the hidden layers, in the naive network too.
    /// </summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void TheActorsGradientEqualsFiniteDifferencesOfItsLoss(string name, string variant)
    {
        var naive = new Naive(name, Variants[variant]);
        naive.World.Learn();
        Assert.Equal([1, 2], Enumerable.Range(0, Rows).Select(naive.LesserCritic).Distinct().Order());
        naive.World.Compare(Actor, naive.ActorLoss);
    }

    [Theory]
    [InlineData("learned temperature")]
    [InlineData("state-dependent deviation")]
    public void TheGradientOfTheLogOfTheTemperatureIsThatOfItsOwnLossAlone(string variant)
    {
        var naive = new Naive("numbers", Variants[variant]);
        naive.World.Learn();
        double expected = naive.TemperatureLoss(naive.LogAlphaNow + 0.5) - naive.TemperatureLoss(naive.LogAlphaNow - 0.5);
        Assert.Equal(expected, naive.World.Model.ScalarGradient(LogAlpha), 1e-4);
        Assert.True(Math.Abs(expected) > 0.1);
    }

    [Fact]
    public void AFixedTemperatureIsNoPartOfTheModelAndALearntOneStartsFromItsLogWithAPaceOfItsOwn()
    {
        NaiveActorCritic world = new Naive("numbers", Variants["fixed temperature"]).World;
        Assert.Equal([Actor, Critic1, Critic2], world.Model.Description.Parts.Select(p => p.Name));

        world = new Naive("numbers", new() { Alpha = 0.25f, ActorLearningRate = 2e-4, AlphaLearningRate = 3e-5 }).World;
        ModelDescription model = world.Model.Description;
        Assert.Equal([Actor, Critic1, Critic2, LogAlpha], model.Parts.Select(p => p.Name));
        var theta = new ParameterVector(model.Parameters);
        model.Initialize(theta.Span, Initialization.Orthogonal, new Random(1).NextDouble);
        Assert.Equal(MathF.Log(0.25f), new Model(model, theta, 1).Scalar(LogAlpha), 1e-6f);
        Assert.Equal([2e-4f, 1e-3f, 1e-3f, 3e-5f], model.Parts.Select(p => world.RateOf(p.Name)));
        world = new Naive("numbers", new()).World;
        Assert.Equal([1e-3f, 1e-3f, 1e-3f, 1e-3f], model.Parts.Select(p => world.RateOf(p.Name)));

        // The critics alone have targets: the actor of the targets is the one that learns.
        Assert.Equal([Critic1, Critic2], model.Parts.Where(p => p.Target is not null).Select(p => p.Name));
        Assert.All([model.Parts[1], model.Parts[2]], p => Assert.Equal((0.005f, 1L), (p.Target!.Tau, p.Target.Every)));
    }

    [Fact]
    public void WithoutATargetForTheEntropyItIsMinusTheNumbersOfAnAction()
    {
        var naive = new Naive("numbers", new());
        naive.World.Learn();
        Assert.Equal(-(Mean(naive.LogProbability) - 2), naive.World.Model.ScalarGradient(LogAlpha), 1e-4);
    }

    [Theory]
    [InlineData("learned temperature")]
    [InlineData("fixed temperature")]
    [InlineData("state-dependent deviation")]
    public void WhatFollowsATerminalStateIsNotReadEvenIfItIsNoNumber(string variant) =>
        AssertTerminalRowsAreNotRead(() => new Naive("numbers", Variants[variant]).World, update: 0);

    [Theory]
    [InlineData("learned temperature")]
    [InlineData("state-dependent deviation")]
    public void LearningLeavesParametersAndTargetsAlone(string variant) =>
        new Naive("numbers", Variants[variant]).World.AssertLearningLeavesParametersAlone(update: 0);

    private sealed class Naive
    {
        private readonly SoftActorCriticSettings settings;

        // Drawn for the states that followed first, then for those in which actions were taken; row by row.
        private readonly double[] epsilons;

        public Naive(string name, SoftActorCriticSettings settings)
        {
            this.settings = settings;
            World = new NaiveActorCritic(name, bounds => new SoftActorCritic(bounds, settings));
            World.Level(Critic2, Critic1);
            Pcg64 random = NewGenerator();
            epsilons = [.. Enumerable.Range(0, 4 * Rows).Select(_ => random.Normal())];
        }

        public NaiveActorCritic World { get; }

        public double LogAlphaNow => World.Model.Scalar(LogAlpha);

        public double Alpha => settings.LearnsAlpha ? Math.Exp(LogAlphaNow) : settings.Alpha;

        /// <summary>r + discount (min_j Q_j'(s', a') - alpha ln pi(a'|s')), a' of the actor that learns.</summary>
        public double[] Targets() => [.. Enumerable.Range(0, Rows).Select(i => World.Bootstrap(i, () =>
        {
            (double[] action, double log) = Sample(World.Next(i), i);
            double q1 = World.TargetValue(Critic1, World.Next(i), action), q2 = World.TargetValue(Critic2, World.Next(i), action);
            return Math.Min(q1, q2) - Alpha * log;
        }))];

        public double Value(string critic, int i) => World.Value(critic, World.State(i), World.Taken(i));

        public Func<double> CriticLoss(string critic)
        {
            double[] y = Targets();
            return () => Mean(i => World.Batch[Column.ImportanceWeights][i] * Math.Pow(Value(critic, i) - y[i], 2));
        }

        /// <summary>ln pi(a|s) of the action that the actor would take in a state.</summary>
        public double LogProbability(int i) => Sample(World.State(i), Rows + i).Log;

        /// <summary>mean(alpha ln pi(a|s) - min_j Q_j(s, a)).</summary>
        public double ActorLoss() => Mean(i => Alpha * LogProbability(i) - Values(i).Min());

        public int LesserCritic(int i) => Values(i) is var q && q[0] <= q[1] ? 1 : 2;

        /// <summary>mean(-ln alpha (ln pi + H)).</summary>
        public double TemperatureLoss(double logAlpha) =>
            Mean(i => -logAlpha * (LogProbability(i) + (settings.TargetEntropy ?? -2)));

        private double[] Values(int i)
        {
            double[] action = Sample(World.State(i), Rows + i).Action;
            return [World.Value(Critic1, World.State(i), action), World.Value(Critic2, World.State(i), action)];
        }

        // ln pi is ln N(u; mu, sigma) - ln(1 - a^2), summed over the numbers of an action.
        private (double[] Action, double Log) Sample(double[] state, int draw)
        {
            double[] outputs = World.Act(state);
            var action = new double[2];
            double log = 0;
            for (int d = 0; d < 2; d++)
            {
                double sigma = Math.Exp(Math.Clamp(outputs[2 + d], -20, 2)), epsilon = epsilons[2 * draw + d];
                action[d] = Math.Tanh(outputs[d] + sigma * epsilon);
                log += -epsilon * epsilon / 2 - Math.Log(sigma * Math.Sqrt(2 * Math.PI)) - Math.Log(1 - action[d] * action[d]);
            }

            return (action, log);
        }
    }
}
