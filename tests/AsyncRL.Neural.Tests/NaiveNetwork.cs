namespace AsyncRL.Neural.Tests;

/// <summary>
/// A network's forward pass in double precision, written out from its definition with no padding and
/// nothing shared with what is tested.
/// </summary>
internal sealed class NaiveNetwork
{
    private readonly NetworkDescription description;
    private readonly NaiveNetwork? beneath;
    private readonly Dictionary<string, (double[] H, double[] C)> memories = [];

    public NaiveNetwork(NetworkDescription description, ParameterVector theta)
        : this(description, theta, description.Heads.Any(IsDeviation) ? new NaiveNetwork(description, theta, null) : null)
    {
    }

    private NaiveNetwork(NetworkDescription description, ParameterVector theta, NaiveNetwork? beneath)
    {
        this.description = description;
        this.beneath = beneath;
        foreach (ParameterView view in description.Parameters.Views)
        {
            var values = new float[view.Count];
            view.CopyTo(theta.Span, values);
            Tensors[view.Name] = [.. values.Select(v => (double)v)];
        }
    }

    public Dictionary<string, double[]> Tensors { get; } = [];

    /// <summary>The outputs of all heads, one after another; the memory of LSTM layers goes on from the call before.</summary>
    public double[] Forward(float[] observation) => Forward([.. observation.Select(v => (double)v)]);

    /// <summary>The same of an observation in double precision, such as one that is differentiated by.</summary>
    public double[] Forward(double[] observation) => [.. description.Towers.SelectMany(tower => Forward(observation, tower))];

    /// <summary>Forgets what LSTM layers remember.</summary>
    public void Reset()
    {
        memories.Clear();
        beneath?.Reset();
    }

    private static bool IsDeviation(Head head) => head.Kind == HeadKind.LogDeviation;

    // What a deviation head reads comes from the parameters as they were at first: no gradient passes through it.
    private IEnumerable<double> Forward(double[] observation, Tower tower)
    {
        double[] x = Hidden(observation, tower), still = beneath?.Hidden(observation, tower) ?? x;
        return tower.Heads.SelectMany(head =>
            IsDeviation(head) ? Deviate(still, head.Width, head.Name) : Multiply(x, head.Width, head.Name));
    }

    private double[] Hidden(double[] observation, Tower tower)
    {
        string prefix = tower.Name.Length > 0 ? $"{tower.Name}." : string.Empty;
        bool joins = description.ExtraInputs > 0 && tower.Layers.Any(l => l is Conv2DLayer);
        double[] x = [.. observation];
        double[] extras = joins ? x[^description.ExtraInputs..] : [];
        x = x[..^extras.Length];
        int[] shape = [.. description.InputShape];
        int convolutions = 0, denses = 0;
        foreach (LayerDescription layer in tower.Layers)
        {
            if (layer is Conv2DLayer conv)
            {
                x = Convolve(x, ref shape, conv, $"{prefix}conv{++convolutions}");
                Activate(x, conv.Activation);
            }
            else if (layer is LstmLayer lstm)
            {
                (x, extras) = ([.. x, .. extras], []);
                x = Remember(x, lstm.Units, $"{prefix}lstm");
            }
            else
            {
                var dense = (DenseLayer)layer;
                (x, extras) = ([.. x, .. extras], []);
                x = Multiply(x, dense.Units, $"{prefix}dense{++denses}");
                Activate(x, dense.Activation);
            }
        }

        return [.. x, .. extras];
    }

    // Raffin et al. 2022, equation 9: ln sqrt(sum_j (h_j exp(w_ja))^2), with the least variance.
    private double[] Deviate(double[] h, int outputs, string name) => [.. Enumerable.Range(0, outputs).Select(a =>
        Math.Log(Math.Sqrt(
            1e-6 + h.Select((x, j) => Math.Pow(x * Math.Exp(Tensors[$"{name}.weight"][j * outputs + a]), 2)).Sum())))];

    // Gers et al. 2000, without peepholes: i, f, g, o = squash(x W + h U + b); c' = f c + i g; h' = o tanh(c').
    private double[] Remember(double[] x, int units, string name)
    {
        (double[] h, double[] c) = memories.GetValueOrDefault(name, (new double[units], new double[units]));
        double[] w = Tensors[$"{name}.weight"], u = Tensors[$"{name}.recurrent"], b = Tensors[$"{name}.bias"];
        double Sum(int gate, int cell) => b[gate * units + cell]
            + x.Select((value, k) => value * w[(k * 4 + gate) * units + cell]).Sum()
            + h.Select((value, k) => value * u[(k * 4 + gate) * units + cell]).Sum();
        static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
        var nextH = new double[units];
        var nextC = new double[units];
        for (int cell = 0; cell < units; cell++)
        {
            nextC[cell] = Sigmoid(Sum(1, cell)) * c[cell] + Sigmoid(Sum(0, cell)) * Math.Tanh(Sum(2, cell));
            nextH[cell] = Sigmoid(Sum(3, cell)) * Math.Tanh(nextC[cell]);
        }

        memories[name] = (nextH, nextC);
        return nextH;
    }

    private double[] Multiply(double[] x, int outputs, string name)
    {
        double[] w = Tensors[$"{name}.weight"], y = [.. Tensors[$"{name}.bias"]];
        for (int i = 0; i < x.Length; i++)
        {
            for (int o = 0; o < outputs; o++)
            {
                y[o] += x[i] * w[i * outputs + o];
            }
        }

        return y;
    }

    private double[] Convolve(double[] x, ref int[] shape, Conv2DLayer conv, string name)
    {
        double[] w = Tensors[$"{name}.weight"], b = Tensors[$"{name}.bias"];
        int k = conv.KernelSize, width = shape[1], channels = shape[2];
        int rows = (shape[0] - k) / conv.Stride + 1, columns = (width - k) / conv.Stride + 1;
        var y = new double[rows * columns * conv.Filters];
        for (int i = 0; i < y.Length; i++)
        {
            int f = i % conv.Filters, top = i / conv.Filters / columns * conv.Stride,
                left = i / conv.Filters % columns * conv.Stride;
            double sum = b[f];
            for (int j = 0; j < k * k * channels; j++)
            {
                int c = j % channels, dx = j / channels % k, dy = j / channels / k;
                sum += x[((top + dy) * width + left + dx) * channels + c] * w[j * conv.Filters + f];
            }

            y[i] = sum;
        }

        shape = [rows, columns, conv.Filters];
        return y;
    }

    private static void Activate(double[] y, Activation activation)
    {
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = activation switch
            {
                Activation.ReLU => Math.Max(0, y[i]),
                Activation.Tanh => Math.Tanh(y[i]),
                _ => y[i],
            };
        }
    }
}
