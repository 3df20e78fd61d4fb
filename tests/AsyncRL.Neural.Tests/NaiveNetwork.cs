namespace AsyncRL.Neural.Tests;

/// <summary>A network's forward pass in double precision, written out from its definition with no padding and nothing shared with what is tested.</summary>
internal sealed class NaiveNetwork
{
    private readonly NetworkDescription description;

    public NaiveNetwork(NetworkDescription description, ParameterVector theta)
    {
        this.description = description;
        foreach (ParameterView view in description.Parameters.Views)
        {
            var values = new float[view.Count];
            view.CopyTo(theta.Span, values);
            Tensors[view.Name] = [.. values.Select(v => (double)v)];
        }
    }

    public Dictionary<string, double[]> Tensors { get; } = [];

    /// <summary>The outputs of all heads, one after another.</summary>
    public double[] Forward(float[] observation)
    {
        double[] x = [.. observation.Select(v => (double)v)];
        int[] shape = [.. description.InputShape];
        int convolutions = 0, denses = 0;
        foreach (LayerDescription layer in description.Layers)
        {
            if (layer is Conv2DLayer conv)
            {
                x = Convolve(x, ref shape, conv, $"conv{++convolutions}");
                Activate(x, conv.Activation);
            }
            else
            {
                var dense = (DenseLayer)layer;
                x = Multiply(x, dense.Units, $"dense{++denses}");
                Activate(x, dense.Activation);
            }
        }

        return [.. description.Heads.SelectMany(head => Multiply(x, head.Width, head.Name))];
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
            int f = i % conv.Filters, top = i / conv.Filters / columns * conv.Stride, left = i / conv.Filters % columns * conv.Stride;
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
