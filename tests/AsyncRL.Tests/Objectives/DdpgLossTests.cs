using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Neural.Tests;
using AsyncRL.Objectives;
using AsyncRL.Observations;
using AsyncRL.Policies;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Objectives;

/// <summary>
/// Deep deterministic policy gradient against its formulas in double precision, with networks written out naively.
/// </summary>
public sealed class DdpgLossTests
{
    private const int Rows = 11;
    private const string Actor = "actor", Critic = "critic";

    private static readonly float[] Low = [-2f, 100f], High = [1f, 200f];

    public static TheoryData<string> Worlds => ["numbers", "image"];

    [Theory]
    [MemberData(nameof(Worlds))]
    public void TargetsAndLossesEqualTheirFormulasWrittenOutNaively(string world)
    {
        var setup = new Setup(world);
        LossSums sums = setup.Learn();
        for (int i = 0; i < Rows; i++)
        {
            double y = setup.NaiveTarget(i), q = setup.NaiveValue(i);
            Assert.Equal(y, setup.Batch[Column.Returns][i], 1e-4);
            Assert.Equal(q - y, setup.Batch[Column.Advantages][i], 1e-4);
        }

        Assert.Equal(setup.NaiveCriticLoss(), setup.Objective.Sum(sums, "train/critic_loss") / Rows, 1e-4);
        Assert.Equal(setup.NaiveActorLoss(), setup.Objective.Sum(sums, "train/actor_loss") / Rows, 1e-4);
        Assert.Equal(Enumerable.Range(0, Rows).Average(setup.NaiveValue), setup.Objective.Sum(sums, "train/q_mean") / Rows, 1e-4);
    }

    /// <summary>
    /// The critic's parameters move by the critic's loss alone, although the actor's gradient passes through them.
    /// </summary>
    [Theory]
    [MemberData(nameof(Worlds))]
    public void TheCriticsGradientEqualsFiniteDifferencesOfItsLoss(string world)
    {
        var setup = new Setup(world);
        setup.Learn();
        setup.Compare(Critic, setup.NaiveCriticLoss);
    }

    /// <summary>The whole way: through tanh, the critic's layers and the actor's.</summary>
    [Theory]
    [MemberData(nameof(Worlds))]
    public void TheActorsGradientEqualsFiniteDifferencesOfTheCriticsValueOfItsActions(string world)
    {
        var setup = new Setup(world);
        setup.Learn();
        setup.Compare(Actor, setup.NaiveActorLoss);
    }

    [Fact]
    public void WhatFollowsATerminalStateIsNotReadEvenIfItIsNoNumber()
    {
        var clean = new Setup("numbers");
        clean.Learn();
        var setup = new Setup("numbers");
        foreach (int i in setup.TerminalRows)
        {
            setup.Model.Network.Input(Rows + i).Fill(float.NaN);
            setup.Target.Network.Input(Rows + i).Fill(float.NaN);
        }

        setup.Learn();
        Assert.NotEmpty(setup.TerminalRows);
        Assert.Equal(clean.Batch[Column.Returns].ToArray(), setup.Batch[Column.Returns].ToArray());
        Assert.Equal(clean.Model.Gradient.Span.ToArray(), setup.Model.Gradient.Span.ToArray());
        Assert.All(setup.TerminalRows, i => Assert.Equal(setup.Batch.Rewards[i], setup.Batch[Column.Returns][i]));
    }

    [Fact]
    public void LearningLeavesParametersAndTargetsAlone()
    {
        var setup = new Setup("numbers");
        float[] theta = setup.Model.Parameters.Span.ToArray(), target = setup.Target.Parameters.Span.ToArray();
        setup.Learn();
        Assert.Equal(theta, setup.Model.Parameters.Span.ToArray());
        Assert.Equal(target, setup.Target.Parameters.Span.ToArray());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3e-5)]
    public void TheActorHasItsOwnLearningRateIfItIsGivenOne(double? rate)
    {
        ModelDescription model = new Setup("numbers", rate).Model.Description;
        var rates = new float[model.Groups.Count];
        model.LearningRatesAt(LearningRateSchedule.Constant, 1e-3, 0, 100, rates);
        Assert.Equal((float)(rate ?? 1e-3), rates[model.GroupOf(model.IndexOf(Actor))]);
        Assert.Equal(1e-3f, rates[model.GroupOf(model.IndexOf(Critic))]);
    }

    private sealed class Setup
    {
        private readonly Space observations;
        private readonly NaiveNetwork actor;
        private readonly NaiveNetwork critic;
        private readonly NaiveNetwork actorTarget;
        private readonly NaiveNetwork criticTarget;
        private readonly double[] targets;

        public Setup(string world, double? actorRate = null)
        {
            observations = world == "numbers"
                ? new Box(-1f, 1f, 3)
                : new DictSpace(("wind", new Box(-1f, 1f, 2)), ("camera", new Box(ElementType.UInt8, 0, 255, 5, 5, 1)));
            var actions = new Box(Low, High);
            Objective = new DeterministicPolicyGradient(new ActionBounds(actions, "ddpg"), 0.01f, actorRate);
            var options = new NetworkOptions { Conv = world == "numbers" ? [] : ["3x3/1"], Hidden = [7, 5], Activation = "tanh" };
            ModelDescription description = Objective.CreateModel(
                new NetworkFactory(options, new ObservationEncoding(observations, convolves: world == "image")));
            var random = new Random(5);
            (Model, actor, critic) = Create(description, learns: true, random);
            (Target, actorTarget, criticTarget) = Create(description, learns: false, random);
            Batch = new Rollout(new ExperienceSchema(observations, actions, maskWidth: 0, Objective.Columns), ticks: 1, Rows)
            {
                Rows = Rows,
            };
            Fill(random);
            targets = [.. Enumerable.Range(0, Rows).Select(NaiveTarget)];
        }

        public DeterministicPolicyGradient Objective { get; }

        public Model Model { get; }

        public Model Target { get; }

        public Rollout Batch { get; }

        public int[] TerminalRows => [.. Enumerable.Range(0, Rows).Where(i => Batch[Column.Discounts][i] == 0f)];

        public LossSums Learn() => Objective.Learn(Batch, Model, Target, update: 0, new Pcg64(new SeedSequence(1)));

        /// <summary>r + discount Q'(s', mu'(s')).</summary>
        public double NaiveTarget(int i)
        {
            float[] next = Target.Network.Input(Rows + i).ToArray();
            double discount = Batch[Column.Discounts][i];
            return Batch.Rewards[i] + (discount == 0 ? 0 : discount * Value(criticTarget, next, Act(actorTarget, next)));
        }

        /// <summary>Q(s, a) of the action that was taken.</summary>
        public double NaiveValue(int i)
        {
            double[] unit =
                [.. Batch.Action(i).ToArray().Select((a, d) => (a - (Low[d] + High[d]) / 2.0) / ((High[d] - Low[d]) / 2.0))];
            return Value(critic, Model.Network.Input(i).ToArray(), unit);
        }

        /// <summary>The weighted mean of the squared errors; the targets stand still.</summary>
        public double NaiveCriticLoss() => Enumerable.Range(0, Rows).Average(i =>
            Batch[Column.ImportanceWeights][i] * Math.Pow(NaiveValue(i) - targets[i], 2));

        /// <summary>-mean Q(s, mu(s)).</summary>
        public double NaiveActorLoss() => -Enumerable.Range(0, Rows).Average(i =>
            Value(critic, Model.Network.Input(i).ToArray(), Act(actor, Model.Network.Input(i).ToArray())));

        /// <summary>Compares a part's gradient with central differences of a loss, parameter by parameter.</summary>
        /// <param name="part">The part.</param>
        /// <param name="loss">The loss.</param>
        public void Compare(string part, Func<double> loss)
        {
            const double Step = 1e-5;
            int told = 0;
            foreach ((string name, double[] values) in (part == Actor ? actor : critic).Tensors)
            {
                ParameterView view = Model.Description.Parameters[$"{part}.{name}"];
                var gradient = new float[view.Count];
                view.CopyTo(Model.Gradient.Span, gradient);
                for (int k = 0; k < values.Length; k++)
                {
                    double original = values[k];
                    values[k] = original + Step;
                    double up = loss();
                    values[k] = original - Step;
                    double down = loss();
                    values[k] = original;
                    double expected = (up - down) / (2 * Step);
                    Assert.True(
                        Math.Abs(expected - gradient[k]) <= 1e-5 + 1e-3 * Math.Abs(expected),
                        $"{part}.{name}[{k}]: {expected} against {gradient[k]}");
                    told += Math.Abs(expected) > 1e-3 ? 1 : 0;
                }
            }

            Assert.True(told > 40, $"only {told} of the gradients are not almost zero, so the comparison says little");
        }

        private static double[] Act(NaiveNetwork actor, float[] observation) => [.. actor.Forward(observation).Select(Math.Tanh)];

        // The action stands behind the observation.
        private static double Value(NaiveNetwork critic, float[] observation, double[] action) =>
            critic.Forward([.. observation.Select(x => (double)x), .. action])[0];

        private static (Model Model, NaiveNetwork Actor, NaiveNetwork Critic) Create(
            ModelDescription description, bool learns, Random random)
        {
            var theta = new ParameterVector(description.Parameters);
            foreach (ParameterView view in description.Parameters.Views)
            {
                view.CopyFrom(theta.Span, [.. Enumerable.Range(0, view.Count).Select(_ => random.NextSingle() * 1.2f - 0.6f)]);
            }

            var model = new Model(description, theta, 2 * Rows, learns);
            return (model, Naive(Actor), Naive(Critic));

            NaiveNetwork Naive(string part) => new(model[part].Description, model[part].Parameters);
        }

        private void Fill(Random random)
        {
            for (int slot = 0; slot < 2 * Rows; slot++)
            {
                foreach (ref float x in Model.Network.Input(slot))
                {
                    x = random.NextSingle() * 2 - 1;
                }

                Model.Network.Input(slot).CopyTo(Target.Network.Input(slot));
            }

            for (int i = 0; i < Rows; i++)
            {
                for (int d = 0; d < Low.Length; d++)
                {
                    Batch.Action(i)[d] = Low[d] + random.NextSingle() * (High[d] - Low[d]);
                }

                Batch.Rewards[i] = random.NextSingle() * 4 - 2;
                Batch[Column.Discounts][i] = i % 4 == 1 ? 0f : 0.9f + 0.09f * random.NextSingle();
                Batch[Column.ImportanceWeights][i] = 0.2f + random.NextSingle();
            }
        }
    }
}
