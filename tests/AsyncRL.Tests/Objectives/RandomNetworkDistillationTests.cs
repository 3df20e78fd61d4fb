using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Observations;
using AsyncRL.Policies;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Objectives;

public sealed class RandomNetworkDistillationTests
{
    private const int Environments = 2, Ticks = 9, Rows = Environments * Ticks, Features = 5;
    private const float Gamma = 0.97f, IntrinsicGamma = 0.8f, Lambda = 0.9f, Beta = 0.05f, ValueCoefficient = 0.5f;
    private const float Extrinsic = 2f, Coefficient = 0.7f;

    private static readonly PpoOptions Ppo = new() { NormalizeAdvantage = false };

    [Theory]
    [InlineData(false, LearningRateSchedule.Constant, 0.7)]
    [InlineData(true, LearningRateSchedule.Constant, 0.7)]
    [InlineData(false, LearningRateSchedule.Linear, 0.28)]
    public void TheAdvantageIsTheWeightedSumOfTwoStreamsWithDiscountsAndEndsOfTheirOwn(
        bool episodic, LearningRateSchedule schedule, double coefficient)
    {
        (RandomNetworkDistillation objective, _, Model model, Rollout rollout) = Batch(episodic, keep: 1, schedule);
        rollout.Remaining = 0.4f;
        objective.Prepare(rollout, model);
        for (int b = 0; b < Environments; b++)
        {
            for (int t = 0; t < Ticks; t++)
            {
                int i = t * Environments + b;
                double extrinsic = NaiveAdvantage(
                    t, b, rollout, r => rollout.Rewards[r], s => model.Network.Output(s, 1)[0],
                    r => rollout[Column.FinalValues][r], Gamma, endsWithEpisodes: true);
                double intrinsic = NaiveAdvantage(
                    t, b, rollout, r => rollout[Column.IntrinsicRewards][r], s => model.Network.Output(s, 2)[0],
                    r => rollout[Column.IntrinsicFinalValues][r], IntrinsicGamma, episodic);
                Assert.Equal(Extrinsic * extrinsic + coefficient * intrinsic, rollout[Column.Advantages][i], 1e-4);
                Assert.Equal(extrinsic + model.Network.Output(i, 1)[0], rollout[Column.Returns][i], 1e-4);
                Assert.Equal(intrinsic + model.Network.Output(i, 2)[0], rollout[Column.IntrinsicReturns][i], 1e-4);
            }
        }
    }

    // The trap: a bonus stream that stops at terminal states makes an agent shy of dying, and of the goal.
    [Fact]
    public void BonusesOfTheNextEpisodeCountBeforeATerminalStateUnlessTheStreamIsEpisodic()
    {
        (float without, float with) = FirstReturn(false);
        Assert.Equal(0.8f * 0.9f * 0.8f * 0.9f * 100, with - without, 1e-3f);
        (without, with) = FirstReturn(true);
        Assert.Equal(without, with);

        static (float Without, float With) FirstReturn(bool episodic)
        {
            (RandomNetworkDistillation objective, _, Model model, Rollout rollout) = Batch(episodic, keep: 1);
            rollout.Terminated.AsSpan().Clear();
            rollout.Truncated.AsSpan().Clear();
            rollout.Terminated[Environments] = true;
            objective.Prepare(rollout, model);
            float without = rollout[Column.IntrinsicReturns][0];
            rollout[Column.IntrinsicRewards][2 * Environments] += 100;
            objective.Prepare(rollout, model);
            return (without, rollout[Column.IntrinsicReturns][0]);
        }
    }

    [Fact]
    public void FinalValuesOfBothStreamsAreNotedWhereAnEpisodeIsCut()
    {
        (RandomNetworkDistillation objective, _, Model model, Rollout rollout) = Batch(false, keep: 1);
        objective.NoteFinalValues(model, 7, rollout, 5);
        Assert.Equal(model.Network.Output(7, 1)[0], rollout[Column.FinalValues][5]);
        Assert.Equal(model.Network.Output(7, 2)[0], rollout[Column.IntrinsicFinalValues][5]);
        Assert.NotEqual(rollout[Column.FinalValues][5], rollout[Column.IntrinsicFinalValues][5]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.4)]
    public void GradientsEqualFiniteDifferencesOfTheLossWrittenOutNaivelyAndTheTargetGetsNone(double keep)
    {
        (RandomNetworkDistillation objective, NoveltyNetworks novelty, Model model, Rollout rollout) = Batch(false, keep);
        objective.Prepare(rollout, model);
        objective.BeginEpoch(rollout, Pcg64.FromSeed(3));

        // As if theta had moved since.
        Span<float> theta = model.Parameters.Span;
        var random = new Random(9);
        foreach (ModelPart part in model.Description.Parts.SkipLast(1))
        {
            foreach (ParameterView view in part.Layout.Views)
            {
                float[] moved = new float[view.Count];
                view.CopyTo(theta.Slice(part.First, part.Layout.Length), moved);
                view.CopyFrom(
                    theta.Slice(part.First, part.Layout.Length), [.. moved.Select(x => x + 0.1f * (random.NextSingle() - 0.5f))]);
            }
        }

        rollout.Weight = 1f / Rows;
        model.Network.Forward(0, Rows);
        LossSums sums = objective.WriteGradients(rollout, model);
        model.Network.Backward(0, Rows);
        Assert.False(model.HasGradient(model.Description.IndexOf("target")));
        float[] gradient = model.Gradient.Span.ToArray();
        double loss = NaiveLoss(model, novelty, rollout, keep);
        Assert.Equal(loss * Rows, objective.Sum(sums, "train/loss"), 1e-3);
        Assert.Equal(
            rollout[Column.IntrinsicRewards].ToArray().Sum(), objective.Sum(sums, "rnd/bonus_mean"), 1e-3);
        Assert.Equal(
            rollout[Column.IntrinsicReturns].ToArray().Sum(), objective.Sum(sums, "rnd/intrinsic_return"), 1e-3);
        Assert.Equal(
            NaivePredictorLoss(model, novelty, rollout, keep) * Rows, objective.Sum(sums, "rnd/predictor_loss"), 1e-3);

        const float Step = 2e-3f;
        int[] compared = new int[3];
        int differing = 0;
        for (int k = 0; k < theta.Length; k++)
        {
            float original = theta[k];
            theta[k] = original + Step;
            double up = NaiveLoss(model, novelty, rollout, keep);
            theta[k] = original - Step;
            double down = NaiveLoss(model, novelty, rollout, keep);
            theta[k] = original;
            double expected = (up - down) / (2 * Step);
            int part = model.Description.Parts.Count(p => p.First <= k) - 1;
            compared[part] += Math.Abs(expected) > 1e-3 ? 1 : 0;
            differing += part == 2 || Math.Abs(expected - gradient[k]) < 1.5e-3 + 0.02 * Math.Abs(expected) ? 0 : 1;
        }

        Assert.True(compared[0] > 20 && compared[1] > 20, "most gradients are zero, so the comparison says little");
        Assert.True(differing <= (compared[0] + compared[1]) / 20, $"{differing} differ");
    }

    [Fact]
    public void TheShareOfRowsThatThePredictorLearnsFromIsDrawnAnewInEveryEpoch()
    {
        (RandomNetworkDistillation objective, _, _, Rollout rollout) = Batch(false, keep: 0.3);
        var random = Pcg64.FromSeed(1);
        Column<float> kept = Assert.IsType<Column<float>>(objective.Columns.Single(c => c.Name == "novelty_kept"));
        var epochs = new List<float[]>();
        for (int epoch = 0; epoch < 400; epoch++)
        {
            objective.BeginEpoch(rollout, random);
            epochs.Add(rollout[kept].ToArray());
        }

        Assert.All(epochs.SelectMany(e => e), k => Assert.True(k is 0f or 1f));
        Assert.InRange(epochs.Average(e => e.Average()), 0.27, 0.33);
        Assert.NotEqual(epochs[0], epochs[1]);
        Assert.All(Enumerable.Range(0, Rows), i => Assert.InRange(epochs.Average(e => e[i]), 0.2, 0.4));
    }

    private static (RandomNetworkDistillation Objective, NoveltyNetworks Novelty, Model Model, Rollout Rollout) Batch(
        bool episodic, double keep, LearningRateSchedule schedule = LearningRateSchedule.Constant)
    {
        var novelty = new NoveltyNetworks(
            new RndOptions { Features = Features, Hidden = [6], PredictorHidden = [4] }, new Box(-1f, 1f, 4), frames: 1);
        var learning = new ClippedPolicy(new CategoricalPolicy(3), Gamma, Lambda, Beta, ValueCoefficient, Ppo)
        {
            ExtrinsicCoefficient = Extrinsic,
            Intrinsic = new IntrinsicValue(IntrinsicGamma, Coefficient, episodic) { Schedule = schedule },
        };
        var objective = new RandomNetworkDistillation(learning, novelty, (float)keep);
        var encoding = new ObservationEncoding(new Box(-1f, 1f, 4), convolves: false);
        ModelDescription description =
            objective.CreateModel(new NetworkFactory(new() { Conv = [], Hidden = [8], Activation = "tanh" }, encoding));
        var random = new Random(5);
        var theta = new ParameterVector(description.Parameters);
        description.Initialize(theta.Span, Initialization.FanInUniform, random.NextDouble);
        var model = new Model(description, theta, Rows + Environments);
        var rollout = new Rollout(objective.Schema(new Discrete(3)), Ticks, Environments) { Rows = Rows };
        for (int i = 0; i < Rows + Environments; i++)
        {
            Fill(model.Network.Input(i), 1);
            rollout.Actions[i] = random.Next(3);
        }

        for (int i = 0; i < Rows; i++)
        {
            Fill(novelty.InputOf(rollout, i), 2);
            Fill(novelty.FeaturesOf(rollout, i), 1);
            rollout.Rewards[i] = random.NextSingle() * 2 - 1;
            rollout[Column.IntrinsicRewards][i] = random.NextSingle();
            rollout[Column.FinalValues][i] = 10 + i;
            rollout[Column.IntrinsicFinalValues][i] = -10 - i;
            rollout.Terminated[i] = random.Next(5) == 0;
            rollout.Truncated[i] = !rollout.Terminated[i] && random.Next(5) == 0;
        }

        Assert.Contains(true, rollout.Terminated);
        Assert.Contains(true, rollout.Truncated);
        model.Network.Forward(0, Rows + Environments);
        return (objective, novelty, model, rollout);

        void Fill(Span<float> values, float range)
        {
            foreach (ref float x in values)
            {
                x = (random.NextSingle() * 2 - 1) * range;
            }
        }
    }

    // The sum over k of (gamma lambda)^k delta, from a step to where its stream ends.
    private static double NaiveAdvantage(
        int t, int b, Rollout rollout, Func<int, double> reward, Func<int, double> value, Func<int, double> finalValue,
        double gamma, bool endsWithEpisodes)
    {
        double sum = 0, factor = 1;
        for (; t < Ticks; t++, factor *= gamma * Lambda)
        {
            int i = t * Environments + b;
            bool terminated = endsWithEpisodes && rollout.Terminated[i], truncated = endsWithEpisodes && rollout.Truncated[i];
            double next = terminated ? 0 : truncated ? finalValue(i) : value(i + Environments);
            sum += factor * (reward(i) + gamma * next - value(i));
            if (terminated || truncated)
            {
                break;
            }
        }

        return sum;
    }

    private static double NaiveLoss(Model model, NoveltyNetworks novelty, Rollout rollout, double keep)
    {
        model.Network.Forward(0, Rows);
        double loss = 0;
        for (int i = 0; i < Rows; i++)
        {
            double[] exp = [.. model.Network.Output(i, 0).ToArray().Select(z => Math.Exp(z))];
            double[] pi = [.. exp.Select(e => e / exp.Sum())];
            double r = Math.Exp(Math.Log(pi[rollout.Actions[i]]) - rollout[Column.LogProbabilities][i]);
            double a = rollout[Column.Advantages][i];
            loss -= Math.Min(r * a, Math.Clamp(r, 1 - Ppo.ClipRange, 1 + Ppo.ClipRange) * a);
            loss += Beta * pi.Sum(p => p * Math.Log(p));
            loss += ValueCoefficient * Math.Pow(model.Network.Output(i, 1)[0] - rollout[Column.Returns][i], 2);
            loss += ValueCoefficient * Math.Pow(model.Network.Output(i, 2)[0] - rollout[Column.IntrinsicReturns][i], 2);
        }

        return loss / Rows + NaivePredictorLoss(model, novelty, rollout, keep);
    }

    private static double NaivePredictorLoss(Model model, NoveltyNetworks novelty, Rollout rollout, double keep)
    {
        Column<float> kept = (Column<float>)rollout.Schema.Columns.Single(c => c.Name == "novelty_kept");
        Network predictor = model["predictor"];
        double loss = 0;
        for (int i = 0; i < Rows; i++)
        {
            novelty.InputOf(rollout, i).CopyTo(predictor.Input(0));
            predictor.Forward(0, 1);
            double error = 0;
            for (int k = 0; k < Features; k++)
            {
                error += Math.Pow(predictor.Output(0, 0)[k] - novelty.FeaturesOf(rollout, i)[k], 2);
            }

            loss += rollout[kept][i] * error / Features;
        }

        return loss / keep / Rows;
    }
}
