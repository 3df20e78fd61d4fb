using AsyncRL.Tests.Support;

namespace AsyncRL.Neural.Tests;

public sealed class ModelTests
{
    private const int Rows = 5;

    // Large enough that a layer's gradient is put off.
    private static readonly NetworkDescription Large = new([700], [new DenseLayer(200)], [new("policy", 3), new("value", 1)]);
    private static readonly NetworkDescription Actor = new([6], [new DenseLayer(20, Activation.Tanh)], [new("mean", 3)]);
    private static readonly NetworkDescription Critic = new([9], [new DenseLayer(12, Activation.Tanh)], [new("q", 1)]);

    private static readonly ModelDescription Several = new(
        [
            new NetworkPart("actor", Actor),
            new ScalarPart("alpha", 0.5f) { Group = "temperature" },
            new NetworkPart("critic", Critic) { Group = "critic" },
            new NetworkPart("random", Critic) { Group = "frozen" },
        ],
        [new("critic"), new("temperature"), new("frozen") { Frozen = true }]);

    private static readonly float[] Rates = [1e-3f, 2e-2f, 3e-1f, 1f];
    private static readonly float[] Scales = [0.7f, 1f, 0.5f, 1f];

    public static TheoryData<string> Rules => ["rmsprop", "momentum", "adagrad", "adam"];

    [Theory]
    [MemberData(nameof(Rules))]
    public void AModelOfOneNetworkIsTheNetworkToTheBit(string rule)
    {
        Optimizer optimizer = Rule(rule);
        var description = new ModelDescription(Large);
        ParameterVector theta = Drawn(description), plainTheta = Drawn(description);
        var model = new Model(description, theta, 12);
        var network = new Network(Large, 12, plainTheta);
        OptimizerState state = optimizer.CreateState(description), plainState = optimizer.CreateState(Large.Parameters);
        Assert.Same(state, Assert.Single(state.Parts));
        foreach ((int rows, bool defer) in ((int, bool)[])[(5, true), (12, false), (1, true), (7, true)])
        {
            Prepare(model.Network, rows, rows);
            Prepare(network, rows, rows);
            for (int slot = 0; slot < rows; slot++)
            {
                Assert.True(model.Network.Output(slot, 0).SequenceEqual(network.Output(slot, 0)));
            }

            model.Network.Backward(0, rows, defer: defer);
            network.Backward(0, rows, defer: defer);
            Assert.Equal(network.GradientNorm, model.GradientNorm());
            float scale = GradientMath.ClipScale(network.GradientNorm, 0.5f);
            Assert.True(model.HasGradient(0));
            model.Apply(optimizer, theta, state, [1e-2f], [scale]);
            network.ApplyGradient(optimizer, plainTheta, plainState, 1e-2f, scale);
            Assert.False(model.HasGradient(0));
            Assert.True(plainTheta.Span.SequenceEqual(theta.Span), $"theta differs after {rows} rows");
            Assert.True(network.Gradient.Span.SequenceEqual(model.Gradient.Span), $"the gradient of {rows} rows differs");
            AssertSame(plainState, state);
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void EachPartIsTrainedAsItWouldBeAlone(string rule)
    {
        Optimizer optimizer = Rule(rule);
        ParameterVector theta = Drawn(Several);
        var model = new Model(Several, theta, Rows);
        OptimizerState state = optimizer.CreateState(Several);
        ParameterVector[] alone = [.. Several.Parts.Select(p => new ParameterVector(p.Layout))];
        OptimizerState[] aloneStates = [.. Several.Parts.Select(p => optimizer.CreateState(p.Layout))];
        for (int i = 0; i < alone.Length; i++)
        {
            alone[i].CopyFrom(theta.Part(Several.Parts[i].Layout, Several.Parts[i].First));
        }

        Network actor = new(Actor, Rows, alone[0]), critic = new(Critic, Rows, alone[2]);
        float[] random = alone[3].Span.ToArray();
        for (int update = 0; update < 6; update++)
        {
            // The actor learns every second time only, so that its count of updates falls behind the critic's.
            bool delayed = update % 2 == 1;
            foreach ((Network whole, Network own, bool learns) in
                ((Network, Network, bool)[])[(model["critic"], critic, true), (model["actor"], actor, delayed)])
            {
                if (!learns)
                {
                    continue;
                }

                Prepare(whole, Rows, update);
                Prepare(own, Rows, update);
                whole.Backward(0, Rows);
                own.Backward(0, Rows);
            }

            Prepare(model["random"], Rows, update);
            model["random"].Backward(0, Rows);
            model.ScalarGradient("alpha") += 0.25f;
            model.ScalarGradient("alpha") += update;
            Assert.Equal(new[] { delayed, true, true, true }, Enumerable.Range(0, 4).Select(model.HasGradient));
            model.Apply(optimizer, theta, state, Rates, Scales);

            critic.ApplyGradient(optimizer, alone[2], aloneStates[2], Rates[1], Scales[1]);
            if (delayed)
            {
                actor.ApplyGradient(optimizer, alone[0], aloneStates[0], Rates[0], Scales[0]);
            }

            var slope = new ParameterVector(Several.Parts[1].Layout);
            slope.Span[0] = 0.25f + update;
            optimizer.Apply(alone[1], aloneStates[1], slope, Rates[2], Scales[2]);
            Assert.DoesNotContain(true, Enumerable.Range(0, 4).Select(model.HasGradient));
        }

        Assert.True(random.AsSpan().SequenceEqual(alone[3].Span), "a frozen part changed");
        for (int i = 0; i < alone.Length; i++)
        {
            ParameterVector part = theta.Part(alone[i].Layout, Several.Parts[i].First);
            Assert.True(alone[i].Span.SequenceEqual(part.Span), $"part {i} differs");
            AssertSame(aloneStates[i], state.Parts[i]);
        }

        Assert.Equal(alone[1].Span[0], model.Scalar("alpha"));
        Assert.NotEqual(0.5f, model.Scalar("alpha"));
        Assert.Equal(rule == "adam" ? [3L, 6, 6, 0] : new long[4], state.Parts.Select(p => p.Step));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void SlicesEqualTheWholeWhereverTheyAreCut(string rule)
    {
        Optimizer optimizer = Rule(rule);
        (ParameterVector whole, ParameterVector sliced) = (Drawn(Several), Drawn(Several));
        (OptimizerState a, OptimizerState b) = (optimizer.CreateState(Several), optimizer.CreateState(Several));
        var model = new Model(Several, whole, Rows);
        int length = Several.Parameters.Length, actorEnd = Several.Parts[1].First;
        int[] cuts = [0, 32, actorEnd - 16, actorEnd + 32, length - 16, length];
        var updates = new long[4];
        for (int t = 0; t < 4; t++)
        {
            bool[] has = [true, t % 2 == 0, true, true];
            foreach (string part in (string[])["actor", "critic", "random"])
            {
                Prepare(model[part], Rows, t);
                model[part].Backward(0, Rows);
            }

            if (has[1])
            {
                model.ScalarGradient("alpha") = -1f;
            }

            var gradient = new ParameterVector(Several.Parameters);
            gradient.CopyFrom(model.Gradient);
            Several.BeginUpdate(optimizer, b, has, updates);
            Assert.Equal(-1, updates[3]);
            var squares = new float[4];
            for (int i = 0; i + 1 < cuts.Length; i++)
            {
                Several.AddSumsOfSquares(gradient, cuts[i], cuts[i + 1] - cuts[i], updates, squares);
            }

            for (int group = 0; group < 3; group++)
            {
                Assert.Equal(model.GradientNorm(group), MathF.Sqrt(squares[group]), 1e-5f);
            }

            model.Apply(optimizer, whole, a, Rates, Scales);
            for (int i = 0; i + 1 < cuts.Length; i++)
            {
                Several.ApplySlice(optimizer, sliced, b, gradient, cuts[i], cuts[i + 1] - cuts[i], updates, Rates, Scales);
            }

            Assert.True(whole.Span.SequenceEqual(sliced.Span), $"update {t}");
            AssertSame(a, b);
        }
    }

    [Fact]
    public void ASliceOfAModelOfOneNetworkIsTheOptimizersOwn()
    {
        var description = new ModelDescription(Critic);
        var rule = new Adam();
        ParameterVector plain = Drawn(description), theta = Drawn(description), gradient = Drawn(description);
        (OptimizerState a, OptimizerState b) = (rule.CreateState(Critic.Parameters), rule.CreateState(description));
        var updates = new long[1];
        description.BeginUpdate(rule, b, [], updates);
        rule.ApplySlice(plain, a, gradient, 16, 64, rule.BeginUpdate(a), 0.1f, 0.5f);
        description.ApplySlice(rule, theta, b, gradient, 16, 64, updates, [0.1f], [0.5f]);
        Assert.True(plain.Span.SequenceEqual(theta.Span));
        AssertSame(a, b);
        var sums = new float[1];
        description.AddSumsOfSquares(gradient, 16, 64, updates, sums);
        Assert.Equal(GradientMath.SumOfSquares(gradient, 16, 64), sums[0]);
    }

    [Fact]
    public void TheGradientIsZeroWhereAPartHasNone()
    {
        var model = new Model(Several, Drawn(Several), Rows);
        Prepare(model["actor"], Rows, 1);
        model["actor"].Backward(0, Rows);
        model.ScalarGradient("alpha") = 4f;
        model.Apply(new RmsProp(), model.Parameters, new RmsProp().CreateState(Several), Rates, Scales);
        Prepare(model["critic"], Rows, 1);
        model["critic"].Backward(0, Rows);
        ModelPart critic = Several["critic"];
        float[] own = model["critic"].Gradient.Span.ToArray();
        Assert.Contains(own, g => g != 0f);
        float[] behind = new float[Several.Parameters.Length - critic.First - own.Length];
        Assert.Equal([.. new float[critic.First], .. own, .. behind], model.Gradient.Span.ToArray());
        Assert.Equal(0f, model.GradientNorm(0));
        Assert.Equal(model["critic"].GradientNorm, model.GradientNorm(1));
        model.ScalarGradient("alpha") += 1f;
        Assert.Equal(1f, model.Gradient.Span[Several["alpha"].First]);
        Assert.Equal(1f, model.GradientNorm(2));
        model.ClearGradients();
        Assert.DoesNotContain(model.Gradient.Span.ToArray(), g => g != 0f);
        Assert.DoesNotContain(true, Enumerable.Range(0, 4).Select(model.HasGradient));

        // What is forgotten without being cleared shows no more, and the next gradient starts from nothing.
        model["critic"].Backward(0, Rows);
        model.ScalarGradient("alpha") += 1f;
        model.ForgetGradients();
        Assert.DoesNotContain(true, Enumerable.Range(0, 4).Select(model.HasGradient));
        model.ScalarGradient("alpha") += 2f;
        Assert.Equal(2f, model.Gradient.Span[Several["alpha"].First]);
        Assert.Equal(1, model.Gradient.Span.ToArray().Count(g => g != 0f));
    }

    [Fact]
    public void TheNormOfAGroupIsThatOfItsPartsTogether()
    {
        var description = new ModelDescription([new NetworkPart("one", Critic), new NetworkPart("two", Critic)]);
        var model = new Model(description, Drawn(description), Rows);
        foreach (int part in (int[])[0, 1])
        {
            Prepare(model[part], Rows, part);
            model[part].Backward(0, Rows);
        }

        double norm = Math.Sqrt(model.Gradient.Span.ToArray().Sum(g => (double)g * g));
        Assert.Equal(norm, model.GradientNorm(), norm * 1e-5);
        model[1].OutputGradient(2, 0)[0] = float.NaN;
        model[1].Backward(0, Rows);
        Assert.False(float.IsFinite(model.GradientNorm()));
    }

    [Fact]
    public void OtherParametersAreReadByAllNetworksAndNumbers()
    {
        (ParameterVector first, ParameterVector second) = (Drawn(Several, 1), Drawn(Several, 2));
        second.Span[Several["alpha"].First] = 7f;
        Model model = new(Several, first, 1, learns: false), other = new(Several, second, 1, learns: false);
        foreach (string part in (string[])["actor", "critic", "random"])
        {
            model[part].Input(0).Fill(0.5f);
            other[part].Input(0).Fill(0.5f);
            model[part].Forward(0, 1);
            other[part].Forward(0, 1);
            Assert.NotEqual(other[part].Output(0, 0)[0], model[part].Output(0, 0)[0]);
            model.Parameters = second;
            model[part].Forward(0, 1);
            Assert.Equal(other[part].Output(0, 0)[0], model[part].Output(0, 0)[0]);
            model.Parameters = first;
        }

        Assert.Equal(0.5f, model.Scalar("alpha"));
        model.Parameters = second;
        Assert.Equal(7f, model.Scalar("alpha"));
        Assert.Same(second, model.Parameters);
    }

    [Fact]
    public void LearningAllocatesNothing()
    {
        (ParameterVector shared, ParameterVector own) = (Drawn(Several), Drawn(Several));
        var model = new Model(Several, own, 12);
        var optimizer = new Adam();
        OptimizerState state = optimizer.CreateState(Several);
        var target = new ParameterVector(Several.Parameters);
        var updates = new long[4];
        void Round()
        {
            model.Parameters = shared;
            model.Parameters = own;
            own.CopyFrom(shared);
            Network critic = model["critic"];
            critic.Forward(0, 12);
            critic.BackwardToInput(0, 12);
            model.Network.Forward(0, Rows);
            model.Network.OutputGradient(0, 0)[0] = critic.InputGradient(0)[3];
            model.Network.Backward(0, Rows);
            critic.Backward(0, 12, inputGradients: true);
            model.ScalarGradient("alpha") = model.Scalar("alpha");
            float norm = model.GradientNorm(1);
            Several.BeginUpdate(optimizer, state, [], updates);
            Several.ApplySlice(optimizer, shared, state, model.Gradient, 0, Several.Parameters.Length, updates, Rates, Scales);
            model.Apply(optimizer, shared, state, Rates, [1f, GradientMath.ClipScale(norm, 0.5f), 1f, 1f]);
            GradientMath.Average(target, shared, 0.01f, 0, Several.Parameters.Length);
        }

        Round();
        Round();
        Assert.Equal(0, Allocations.Of(Round));
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        var model = new Model(Several, Drawn(Several), 1);
        var other = new ParameterVector(Critic.Parameters);
        var rule = new RmsProp();
        OptimizerState state = rule.CreateState(Several);
        Refused("this model needs", () => _ = new Model(Several, other, 1));
        Refused("this model needs", () => model.Parameters = other);
        Refused("this model needs", () => model.Apply(rule, other, state, Rates, Scales));
        OptimizerState ofNoModel = rule.CreateState(Several.Parameters);
        Refused("of 1 parts, but the model has 4", () => model.Apply(rule, model.Parameters, ofNoModel, Rates, Scales));
        Refused("3 rates for the 4 groups", () => model.Apply(rule, model.Parameters, state, Rates.AsSpan(1), Scales));
        Refused("5 scales for the 4 groups", () => model.Apply(rule, model.Parameters, state, Rates, [.. Scales, 1f]));
        Refused("2 updates for the 4 parts", () => Several.ApplySlice(
            rule, model.Parameters, state, model.Gradient, 0, 16, new long[2], Rates, Scales));
        Refused("'alpha' of the model is a number and no network", () => _ = model["alpha"]);
        Refused("'actor' of the model is a network and no number", () => model.Scalar("actor"));
        Refused("'actor' of the model is a network and no number", () => model.ScalarGradient("actor") = 1f);
        Refused("no part 'x'", () => _ = model["x"]);
        Refused("group", () => model.GradientNorm(4));
        var reader = new Model(Several, Drawn(Several), 1, learns: false);
        Assert.Throws<InvalidOperationException>(() => _ = reader.Gradient);
        Assert.Throws<InvalidOperationException>(() => reader.ScalarGradient("alpha") = 1f);
        Assert.Throws<InvalidOperationException>(reader.ClearGradients);
        Assert.Throws<InvalidOperationException>(reader.ForgetGradients);
        Assert.Throws<InvalidOperationException>(() => reader.Apply(rule, reader.Parameters, state, Rates, Scales));
    }

    private static void Refused(string words, Action act) =>
        Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);

    private static Optimizer Rule(string rule) =>
        rule switch { "rmsprop" => new RmsProp(), "momentum" => new MomentumSgd(), "adagrad" => new AdaGrad(), _ => new Adam() };

    private static ParameterVector Drawn(ModelDescription description, int seed = 3)
    {
        var theta = new ParameterVector(description.Parameters);
        description.Initialize(theta.Span, Initialization.FanInUniform, new Random(seed).NextDouble);
        return theta;
    }

    private static void Prepare(Network network, int rows, int seed)
    {
        var random = new Random(seed);
        for (int slot = 0; slot < rows; slot++)
        {
            foreach (ref float x in network.Input(slot))
            {
                x = random.Next(2) == 0 ? 0f : random.NextSingle() * 2 - 1;
            }

            for (int head = 0; head < network.Description.Heads.Count; head++)
            {
                foreach (ref float d in network.OutputGradient(slot, head))
                {
                    d = random.NextSingle() * 2 - 1;
                }
            }
        }

        network.Forward(0, rows);
    }

    private static void AssertSame(OptimizerState expected, OptimizerState actual)
    {
        Assert.Equal(expected.Parts.Select(p => p.Step), actual.Parts.Select(p => p.Step));
        for (int i = 0; i < expected.Vectors.Count; i++)
        {
            (string name, ParameterVector values) = expected.Vectors[i];
            Assert.True(values.Span.SequenceEqual(actual.Vectors[i].Values.Span), $"statistics {name} differ");
        }
    }
}
