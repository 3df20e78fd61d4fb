using AsyncRL.Curiosity;
using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Observations;
using AsyncRL.Play;
using AsyncRL.Tests.Play;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Curiosity;

/// <summary>The bonus of two players, batch by batch, against a transcription of the paper's formulas.</summary>
public sealed class NoveltyBonusTests
{
    private const int Length = 5, Features = 6, Environments = 2, Ticks = 3, Rows = Environments * Ticks;
    private const float Gamma = 0.8f;

    private static readonly RndOptions Options = new() { Features = Features, Hidden = [7], PredictorHidden = [4] };

    [Fact]
    public void ABonusIsTheMeanSquaredErrorOverTheDeviationOfTheDiscountedSumsOfAllPlayers()
    {
        var novelty = new NoveltyNetworks(Options, new Box(-1f, 1f, Length), frames: 1);
        (Model model, Rollout[] rollouts) = Parts(novelty);
        NoveltyBonus[] players = [.. rollouts.Select(_ => new NoveltyBonus(novelty, Environments, Gamma, randomSteps: 0))];
        var random = new Random(3);
        var sums = new List<double>();
        double[][] f = [new double[Environments], new double[Environments]];
        for (int batch = 0; batch < 3; batch++)
        {
            double[][] raw = [new double[Rows], new double[Rows]];
            for (int q = 0; q < players.Length; q++)
            {
                rollouts[q].Rows = Rows;
                for (int i = 0; i < Rows; i++)
                {
                    Span<float> x = novelty.InputOf(rollouts[q], i);
                    for (int k = 0; k < Length; k++)
                    {
                        x[k] = 2 * random.NextSingle() - 1;
                    }

                    raw[q][i] = Error(model, x);
                    f[q][i % Environments] = Gamma * f[q][i % Environments] + raw[q][i];
                    sums.Add(f[q][i % Environments]);
                }

                players[q].Measure(rollouts[q], model);
            }

            players[0].Combine(players);
            double mean = sums.Average(), deviation = Math.Sqrt(sums.Average(s => (s - mean) * (s - mean)));
            for (int q = 0; q < players.Length; q++)
            {
                players[q].Shape(rollouts[q]);
                for (int i = 0; i < Rows; i++)
                {
                    Assert.Equal(raw[q][i] / deviation, rollouts[q][Column.IntrinsicRewards][i], 1e-4);
                }
            }
        }
    }

    [Fact]
    public void WherePredictorAndTargetAgreeThereIsNoBonusAndNoDivisionByZero()
    {
        var novelty = new NoveltyNetworks(Options with { PredictorHidden = [] }, new Box(-1f, 1f, Length), frames: 1);
        (Model model, Rollout[] rollouts) = Parts(novelty);
        ModelPart predictor = model.Description["predictor"], target = model.Description["target"];
        Span<float> theta = model.Parameters.Span;
        theta.Slice(target.First, target.Layout.Length).CopyTo(theta[predictor.First..]);
        var bonus = new NoveltyBonus(novelty, Environments, Gamma, randomSteps: 0);
        rollouts[0].Rows = Rows;
        for (int i = 0; i < Rows; i++)
        {
            novelty.InputOf(rollouts[0], i).Fill(i);
        }

        bonus.Measure(rollouts[0], model);
        bonus.Combine([bonus]);
        bonus.Shape(rollouts[0]);
        Assert.All(rollouts[0][Column.IntrinsicRewards].ToArray(), i => Assert.Equal(0f, i));
    }

    // Step worlds show their number, episode, step and last action.
    [Fact]
    public void WhatIsNoticedIsTheObservationAfterTheStepAndAtAnEpisodesEndItsOwnLastOne()
    {
        (NoveltyNetworks novelty, Rollout rollout) = Played(PlayerRig.Worlds(2), ticks: 4, frames: 1);
        float[][] inputs = [.. Enumerable.Range(0, 4).Select(row => novelty.InputOf(rollout, row).ToArray())];
        Assert.Equal([1, 2, 1, 2], inputs.Select(x => (int)x[2]));
        Assert.Equal([inputs[0][1], inputs[0][1], inputs[2][1], inputs[2][1]], inputs.Select(x => x[1]));
        Assert.NotEqual(inputs[1][1], inputs[2][1]);
    }

    [Fact]
    public void OfStackedFramesOnlyTheNewestIsNoticed()
    {
        (NoveltyNetworks novelty, Rollout rollout) =
            Played([new FrameStackObservation(new StepWorld(0, 10), 3)], ticks: 4, frames: 3);
        Assert.Equal(4, novelty.InputLength);
        Assert.Equal([1, 2, 3, 4], Enumerable.Range(0, 4).Select(row => (int)novelty.InputOf(rollout, row)[2]));
    }

    [Fact]
    public void OfAStackOfPicturesTheNewestChannelsOfEveryPixelAreTaken()
    {
        // Two pixels of two channels, three frames: 1xx, 2xx and 3xx.
        float[] stacked = [100, 101, 200, 201, 300, 301, 110, 111, 210, 211, 310, 311];
        var novelty = new NoveltyNetworks(Options, new Box(0f, 1f, 1, 2, 6), frames: 3);
        float[] newest = new float[novelty.InputLength];
        novelty.CopyNewest(stacked, newest);
        Assert.Equal([300, 301, 310, 311], newest);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void ConvolutionsOfItsOwnReadTheNewestFrameWhateverTheActingNetworkReads(bool acting, bool own)
    {
        var observations = new Box(0f, 1f, 4, 5, 6);
        var novelty = new NoveltyNetworks(
            Options with { Conv = own ? ["2x3/1"] : [], PredictorHidden = [] }, observations, frames: 2);
        var networks = new NetworkFactory(
            new NetworkOptions { Conv = acting ? ["3x2/1"] : [], Hidden = [3] }, new ObservationEncoding(observations, acting));
        ModelDescription model = novelty.CreateModel(networks.Create([new Head("policy", 2)]), networks);
        foreach (string name in (string[])["predictor", "target"])
        {
            NetworkDescription network = Assert.IsType<NetworkPart>(model[name]).Network;
            Assert.Equal(own ? [4, 5, 3] : [60], network.InputShape);
        }
    }

    [Fact]
    public void ABatchIsWhitenedByWhatAllPlayersSawBeforeIt()
    {
        var novelty = new NoveltyNetworks(Options, new StepWorld(0, 9).ObservationSpace, frames: 1);
        NoveltyBonus[] bonuses = [.. Enumerable.Range(0, 2).Select(_ => new NoveltyBonus(novelty, 1, Gamma, randomSteps: 0))];
        Player[] players = [.. bonuses.Select((b, q) => PlayerOf([new StepWorld(10 * q, 9)], 4, novelty, b))];
        var seen = new List<float[]>();
        for (int batch = 0; batch < 3; batch++)
        {
            bonuses[0].BatchBegins(bonuses);
            float[][] before = [.. seen];
            foreach (Player player in players)
            {
                player.Play();
                for (int row = 0; row < 4; row++)
                {
                    float[] raw = player.Slots.Input(row + 1).ToArray(), x = novelty.InputOf(player.Rollout, row).ToArray();
                    if (player.Rollout.Terminated[row] || player.Rollout.Truncated[row])
                    {
                        // The slot holds the next episode's first state by now.
                        raw[1] -= 1;
                        raw[2] = 9;
                        raw[3] = player.Rollout.Actions[row];
                    }

                    seen.Add(raw);
                    for (int k = 0; k < raw.Length; k++)
                    {
                        double mean = before.Length == 0 ? 0 : before.Average(v => v[k]);
                        double deviation = before.Length == 0 ? 1 : Math.Sqrt(before.Average(v => Math.Pow(v[k] - mean, 2)));
                        double distance = raw[k] - mean;
                        Assert.Equal(distance == 0 ? 0 : Math.Clamp(distance / deviation, -5, 5), x[k], 1e-3);
                    }
                }

                player.EndSegment();
            }
        }
    }

    [Fact]
    public void APlayerThatShowsNoBatchesRefusesIt()
    {
        var novelty = new NoveltyNetworks(Options, new StepWorld(0, 9).ObservationSpace, frames: 1);
        ArgumentException error = Assert.Throws<ArgumentException>(() => new PlayerRig(
            PlayerRig.Worlds(3), 2, shaping: [new NoveltyBonus(novelty, 1, Gamma, 0)]));
        Assert.Contains("NoveltyBonus shapes whole batches, which only Lockstep plays", error.Message, StringComparison.Ordinal);
    }

    private static (NoveltyNetworks Novelty, Rollout Rollout) Played(Environment[] worlds, int ticks, int frames)
    {
        var novelty = new NoveltyNetworks(Options, worlds[0].ObservationSpace, frames);
        var bonus = new NoveltyBonus(novelty, worlds.Length, Gamma, randomSteps: 0);
        Player player = PlayerOf(worlds, ticks, novelty, bonus);
        player.Play();
        return (novelty, player.Rollout);
    }

    private static Player PlayerOf(Environment[] worlds, int ticks, NoveltyNetworks novelty, NoveltyBonus bonus)
    {
        ExperienceSchema schema =
            ExperienceSchema.For(worlds[0], [CountingPolicy.Number, Column.IntrinsicRewards, .. novelty.Columns]);
        return new PlayerRig(worlds, ticks, shaping: [bonus], change: parts => parts with
        {
            Plan = parts.Plan with { Schema = schema },
            Rollout = new Rollout(schema, ticks, worlds.Length),
            SeesBatches = true,
        }).Player;
    }

    private static (Model Model, Rollout[] Rollouts) Parts(NoveltyNetworks novelty)
    {
        var encoding = new ObservationEncoding(new Box(-1f, 1f, Length), convolves: false);
        var factory = new NetworkFactory(new NetworkOptions { Conv = [], Hidden = [3] }, encoding);
        ModelDescription description = novelty.CreateModel(factory.Create([new Head("policy", 2)]), factory);
        var theta = new ParameterVector(description.Parameters);
        description.Initialize(theta.Span, Initialization.FanInUniform, new Random(4).NextDouble);
        var schema = new ExperienceSchema(
            new Box(-1f, 1f, Length), new Discrete(2), 0, [Column.IntrinsicRewards, .. novelty.Columns]);
        return (
            new Model(description, theta, Rows + Environments, learns: false),
            [.. Enumerable.Range(0, 2).Select(_ => new Rollout(schema, Ticks, Environments))]);
    }

    private static double Error(Model model, ReadOnlySpan<float> x)
    {
        double[] predicted = Output(model["predictor"], x), features = Output(model["target"], x);
        return predicted.Zip(features, (p, t) => (p - t) * (p - t)).Sum() / Features;
    }

    private static double[] Output(Network network, ReadOnlySpan<float> x)
    {
        x.CopyTo(network.Input(0));
        network.Forward(0, 1);
        return [.. network.Output(0, 0).ToArray().Select(y => (double)y)];
    }
}
