using System.Numerics;
using System.Runtime.Intrinsics.X86;

namespace AsyncRL.Neural;

/// <summary>
/// One gradient, packed as a <see cref="GradientPacking"/> says, with the step size it is to be applied with: all in one stretch
/// of memory that begins at a cache line and shares none, so that it can be handed to another thread.
/// </summary>
public sealed unsafe class PackedGradient
{
    // The head of the memory: step size, scale, rows, and of every factored layer how many inputs are not left out.
    private const int LearningRateAt = 0;
    private const int ScaleAt = 1;
    private const int RowsAt = 2;

    internal const int CountsAt = 3;

    private readonly AlignedFloats memory;

    /// <summary>Makes room for one gradient.</summary>
    /// <param name="packing">How gradients are packed.</param>
    public PackedGradient(GradientPacking packing)
    {
        ArgumentNullException.ThrowIfNull(packing);
        Packing = packing;
        memory = new AlignedFloats(packing.Length);
    }

    /// <summary>How gradients are packed.</summary>
    public GradientPacking Packing { get; }

    internal float LearningRate => memory.Pointer[LearningRateAt];

    internal float Scale => memory.Pointer[ScaleAt];

    internal int Rows => *(int*)(memory.Pointer + RowsAt);

    internal float* Pointer => memory.Pointer;

    internal int InputsOf(int layer) => *(int*)(memory.Pointer + CountsAt + layer);

    /// <summary>
    /// Asks for all of the gradient at once, that another thread has packed: one after the other its lines would take as many
    /// times as long to come from that thread's core as a core can ask for together, some tens.
    /// </summary>
    public void Prefetch()
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        foreach (PackedStretch stretch in Packing.Stretches)
        {
            Prefetch(stretch.At, stretch.Length);
        }

        for (int i = 0; i < Packing.Layers.Length; i++)
        {
            PackedLayer layer = Packing.Layers[i];
            int kept = InputsOf(i);
            Prefetch(layer.DeltaAt, Rows * layer.Dense.PaddedOutputs);
            Prefetch(layer.InputAt, Rows * kept);
            Prefetch(layer.InputIndexAt, layer.LeavesOut ? kept : 0);
        }
    }

    private void Prefetch(int first, int length)
    {
        for (int i = first; i < first + length; i += ParameterVector.SliceUnit)
        {
            Sse.Prefetch1(memory.Pointer + i);
        }
    }

    internal void Begin(float learningRate, float scale, int rows)
    {
        memory.Pointer[LearningRateAt] = learningRate;
        memory.Pointer[ScaleAt] = scale;
        *(int*)(memory.Pointer + RowsAt) = rows;
    }

    internal void CopyPlain(float* gradient)
    {
        foreach (PackedStretch stretch in Packing.Stretches)
        {
            new ReadOnlySpan<float>(gradient + stretch.First, stretch.Length).CopyTo(
                new Span<float>(memory.Pointer + stretch.At, stretch.Length));
        }
    }

    internal void CopyFactors(int index, float* input, int inputStride, float* delta)
    {
        PackedLayer layer = Packing.Layers[index];
        int rows = Rows, inputs = layer.Dense.Inputs, outputs = layer.Dense.PaddedOutputs;
        new ReadOnlySpan<float>(delta, rows * outputs).CopyTo(new Span<float>(memory.Pointer + layer.DeltaAt, rows * outputs));
        float* to = memory.Pointer + layer.InputAt;
        int kept = inputs;
        if (layer.LeavesOut)
        {
            int* indices = (int*)(memory.Pointer + layer.InputIndexAt);
            kept = FindNonzero(input, inputStride, inputs, rows, indices);
            for (int r = 0; r < rows; r++)
            {
                float* row = input + (nint)r * inputStride;
                for (int i = 0; i < kept; i++)
                {
                    to[i] = row[indices[i]];
                }

                to += kept;
            }
        }
        else
        {
            for (int r = 0; r < rows; r++)
            {
                new ReadOnlySpan<float>(input + (nint)r * inputStride, inputs).CopyTo(new Span<float>(to, inputs));
                to += inputs;
            }
        }

        *(int*)(memory.Pointer + CountsAt + index) = kept;
    }

    // The inputs that are not zero in all rows.
    private static int FindNonzero(float* input, int stride, int inputs, int rows, int* indices)
    {
        int width = Vector<float>.Count, kept = 0;
        for (int i = 0; i < inputs; i += width)
        {
            // The stride is a multiple of 16, so that a whole vector can be read.
            Vector<int> zero = Vector<int>.AllBitsSet;
            for (int r = 0; r < rows; r++)
            {
                zero &= Vector.Equals(Vector.Load(input + (nint)r * stride + i), Vector<float>.Zero);
            }

            if (zero == Vector<int>.AllBitsSet)
            {
                continue;
            }

            int end = Math.Min(width, inputs - i);
            for (int j = 0; j < end; j++)
            {
                indices[kept] = i + j;
                kept += zero[j] + 1;
            }
        }

        return kept;
    }
}
