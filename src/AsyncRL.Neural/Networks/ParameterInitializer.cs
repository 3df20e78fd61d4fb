namespace AsyncRL.Neural;

/// <summary>Draws new parameters for a network.</summary>
internal static class ParameterInitializer
{
    public static void Fill(NetworkDescription network, Span<float> parameters, Initialization how, Func<double> uniform)
    {
        parameters.Clear();
        foreach (ParameterView weight in network.Parameters.Views.Where(v => v.Shape.Count > 1))
        {
            if (IsOfLstm(weight))
            {
                FillLstm(weight, parameters, how, HorizonOf(network, weight), uniform);
                continue;
            }

            string layer = weight.Name[..weight.Name.LastIndexOf('.')];
            Head? head = network.Heads.FirstOrDefault(h => h.Name == layer);
            if (head is { Kind: HeadKind.LogDeviation })
            {
                var equal = new float[weight.Count];
                equal.AsSpan().Fill(head.InitialLogDeviation);
                weight.CopyFrom(parameters, equal);
                continue;
            }

            int outputs = weight.Shape[^1];
            int fanIn = weight.Count / outputs;
            var values = new float[weight.Count];
            if (how == Initialization.FanInUniform)
            {
                float bound = 1f / MathF.Sqrt(fanIn);
                var biases = new float[outputs];
                Uniform(values, bound, uniform);
                Uniform(biases, bound, uniform);
                network.Parameters[$"{layer}.bias"].CopyFrom(parameters, biases);
            }
            else
            {
                float gain = head?.InitialScale ?? MathF.Sqrt(2f);
                Orthogonal(values, fanIn, outputs, gain, uniform);
            }

            weight.CopyFrom(parameters, values);
        }
    }

    private static bool IsOfLstm(ParameterView view) => view.Name.Contains("lstm.", StringComparison.Ordinal);

    private static int? HorizonOf(NetworkDescription network, ParameterView view) => network.Towers
        .First(t => view.Name.StartsWith(t.Name.Length == 0 ? "lstm." : $"{t.Name}.lstm.", StringComparison.Ordinal))
        .Layers.OfType<LstmLayer>().Single().Horizon;

    // Uniform in +-1/sqrt(cells), as Torch does for an LSTM, or orthogonal with gain 1. Biases are zero but for those of the
    // gates that keep memory, so that it lasts before it is learnt what to keep.
    private static void FillLstm(
        ParameterView view, Span<float> parameters, Initialization how, int? horizon, Func<double> uniform)
    {
        var values = new float[view.Count];
        int units = view.Shape[^1];
        if (view.Shape.Count == 2)
        {
            FillGates(values, units, horizon, uniform);
        }
        else if (how == Initialization.FanInUniform)
        {
            Uniform(values, 1f / MathF.Sqrt(units), uniform);
        }
        else
        {
            Orthogonal(values, view.Shape[0], LstmStage.Gates * units, 1f, uniform);
        }

        view.CopyFrom(parameters, values);
    }

    // Forget gates biased by 1 (Gers et al. 2000; Jozefowicz et al. 2015), or, for a horizon T, by log(u), u uniform in
    // [1, T - 1), and input gates by -log(u): such a cell forgets within about u steps (Tallec and Ollivier 2018, equation 16).
    private static void FillGates(Span<float> biases, int units, int? horizon, Func<double> uniform)
    {
        const int InputGate = 0, ForgetGate = 1;
        Span<float> input = biases.Slice(InputGate * units, units), forget = biases.Slice(ForgetGate * units, units);
        forget.Fill(1f);
        for (int i = 0; i < units && horizon is not null; i++)
        {
            forget[i] = (float)Math.Log(1 + uniform() * (horizon.Value - 2));
            input[i] = -forget[i];
        }
    }

    internal static void Uniform(Span<float> values, float bound, Func<double> uniform)
    {
        foreach (ref float value in values)
        {
            value = (float)(2 * uniform() - 1) * bound;
        }
    }

    // Orthonormal rows or columns, whichever are fewer: Gram-Schmidt on normal vectors, in double precision.
    internal static void Orthogonal(Span<float> values, int inputs, int outputs, float gain, Func<double> uniform)
    {
        int count = Math.Min(inputs, outputs), length = Math.Max(inputs, outputs);
        var vectors = new double[count][];
        for (int i = 0; i < count; i++)
        {
            double[] v = vectors[i] = new double[length];
            for (int k = 0; k < length; k++)
            {
                v[k] = Normal(uniform);
            }

            for (int j = 0; j < i; j++)
            {
                double[] u = vectors[j];
                double dot = 0;
                for (int k = 0; k < length; k++)
                {
                    dot += u[k] * v[k];
                }

                for (int k = 0; k < length; k++)
                {
                    v[k] -= dot * u[k];
                }
            }

            double norm = Math.Sqrt(v.Sum(x => x * x));
            for (int k = 0; k < length; k++)
            {
                v[k] /= norm;
            }
        }

        for (int i = 0; i < inputs; i++)
        {
            for (int o = 0; o < outputs; o++)
            {
                values[i * outputs + o] = gain * (float)(outputs <= inputs ? vectors[o][i] : vectors[i][o]);
            }
        }
    }

    // Box and Muller 1958.
    private static double Normal(Func<double> uniform) =>
        Math.Sqrt(-2 * Math.Log(1 - uniform())) * Math.Cos(2 * Math.PI * uniform());
}
