namespace AsyncRL.Neural;

/// <content>Gradients of the network's input, which another network's output may be.</content>
public sealed unsafe partial class Network
{
    // Made when first asked for: most networks read inputs that nothing is learnt from.
    private InputDeltas? inputDeltas;
    private AlignedFloats? toInputScratch;

    /// <summary>
    /// Computes dLoss/dInput of some slots, from the activations that forwarding left and the output gradients that the caller
    /// wrote, and no gradients of parameters: <see cref="Gradient"/> and <see cref="GradientNorm"/> stay as they are. The first
    /// call makes memory for it.
    /// </summary>
    /// <param name="firstSlot">First slot.</param>
    /// <param name="count">How many; at least 1.</param>
    /// <exception cref="InvalidOperationException">The instance was made without learning.</exception>
    public void BackwardToInput(int firstSlot, int count)
    {
        CheckSlots(firstSlot, count);
        _ = gradient ?? throw NotLearning();
        KeepGradientOf(firstSlot, count);
        InputDeltas toInput = BeginInputGradients(firstSlot, count);
        IReadOnlyList<Stage> stages = Description.Stages;
        toInputScratch ??= new AlignedFloats(
            stages.Max(s => s is FeedForwardStage layer ? layer.ToInputScratchLength(slots) : s.ScratchLength(slots)));
        for (int i = stages.Count - 1; i >= 0; i--)
        {
            Stage stage = stages[i];
            int stride = InputStride(stage);
            float* dx = SourceDelta(stage, firstSlot, toInput);
            nint row = (nint)firstSlot * stage.OutputStride;
            float* dy = deltas[i].Pointer + row;
            if (stage is JoinStage join)
            {
                join.Backward(dy, dx, stride, count);
                toInput.AddExtras(join, dy, firstSlot, count);
                continue;
            }

            if (stage is LogDeviationStage)
            {
                // No gradient passes through it.
                continue;
            }

            if (memories[i] is { } memory)
            {
                memory.BackwardToInput(
                    kernels, parameters.Pointer, stride, dy, dx, firstSlot, count, begins, toInputScratch.Pointer);
            }
            else
            {
                ((FeedForwardStage)stage).BackwardToInput(
                    kernels, parameters.Pointer, InputOf(stage, firstSlot), stride, outputs[i].Pointer + row, dy, dx, count,
                    toInputScratch.Pointer);
            }

            if (stage.Source < 0)
            {
                toInput.Add(kernels, firstSlot, count);
            }
        }
    }

    /// <summary>dLoss/dInput of a slot.</summary>
    /// <param name="slot">A slot of a pass of <see cref="BackwardToInput"/>, or of <see cref="Backward"/> with input
    /// gradients.</param>
    /// <returns>As many floats as the input has.</returns>
    /// <exception cref="InvalidOperationException">There was no such pass.</exception>
    public ReadOnlySpan<float> InputGradient(int slot) => (inputDeltas ?? throw new InvalidOperationException(
        "No gradients of inputs were computed; call BackwardToInput, or Backward with inputGradients: true, first."))
        .Row(slot, Description.InputLength);

    private InputDeltas BeginInputGradients(int firstSlot, int count)
    {
        inputDeltas ??= new InputDeltas(Description, slots, inputStride);
        inputDeltas.Begin(firstSlot, count);
        return inputDeltas;
    }

    // Where a stage writes the gradient of what it reads; nowhere if that is the input and its gradient was not asked for.
    private float* SourceDelta(Stage stage, int firstSlot, InputDeltas? toInput)
    {
        if (stage.Source >= 0)
        {
            return deltas[stage.Source].Pointer + (nint)firstSlot * InputStride(stage);
        }

        return toInput is null ? null : toInput.Share(firstSlot);
    }

    // A pass overwrites the deltas of its slots, which a gradient that was put off is still to be computed from, or packed.
    private void KeepGradientOf(int firstSlot, int count)
    {
        if (lastRows == 0 || firstSlot >= lastSlot + lastRows || lastSlot >= firstSlot + count)
        {
            return;
        }

        ComputeDeferred();
        lastRows = 0;
    }
}
