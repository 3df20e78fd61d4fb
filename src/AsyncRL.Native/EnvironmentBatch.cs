using System.Runtime.InteropServices;
using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Native;

/// <summary>
/// N environments of one id that are stepped together and write straight into the caller's arrays: what a handle of the C
/// interface stands for.
/// </summary>
/// <remarks>Used by one thread at a time. Steps allocate nothing besides what the environments do.</remarks>
internal sealed unsafe class EnvironmentBatch : IDisposable
{
    private readonly EnvironmentPool pool = new();
    private readonly Environment[] environments;
    private readonly Autoreset autoreset;
    private readonly ObservationPart[] parts;
    private readonly nint[] observations; // an array a part
    private readonly nint[] finals;       // an array a part
    private readonly bool isDirect;       // observations are one array of float32: environments write into it themselves
    private readonly float[] scratch;     // one observation where they are not
    private readonly int[] choices;       // one action of several choices
    private readonly bool[] ended;        // whose episode is over
    private readonly bool[] isReset;      // who was reset once
    private readonly int observationLength;
    private readonly int actionLength;
    private readonly int maskWidth;
    private readonly ActionKind actionKind;
    private readonly int[] choiceCounts;  // how many values each choice has
    private readonly bool areSwitches;    // choices come as int8, not as int64
    private BatchBuffers buffers;
    private PixelCanvas? canvas;

    /// <summary>Makes the environments.</summary>
    /// <param name="registry">Where their id is registered.</param>
    /// <param name="request">What they are to be.</param>
    /// <exception cref="ArgumentException">
    /// There is no such environment, it has no such options, or the count is below 1.
    /// </exception>
    public EnvironmentBatch(EnvironmentRegistry registry, BatchRequest request)
    {
        if (request.Count < 1)
        {
            throw new ArgumentException(
                $"A batch cannot hold {request.Count} environments; it needs at least 1.", nameof(request));
        }

        environments = new Environment[request.Count];
        try
        {
            for (int i = 0; i < environments.Length; i++)
            {
                environments[i] = pool.Make(() => registry.Make(request.Id, request.Options));
            }
        }
        catch
        {
            pool.Dispose();
            throw;
        }

        autoreset = request.Autoreset;
        parts = ObservationPart.Of(First.ObservationSpace);
        observations = new nint[parts.Length];
        finals = new nint[parts.Length];
        observationLength = First.ObservationSpace.Length;
        isDirect = First.ObservationSpace is Box { ElementType: ElementType.Float32 };
        scratch = isDirect ? [] : new float[observationLength];
        ended = new bool[environments.Length];
        isReset = new bool[environments.Length];
        actionKind = ActionSpaces.KindOf(First.ActionSpace);
        actionLength = First.ActionSpace.Length;
        maskWidth = First.ActionMaskWidth;
        choiceCounts = actionKind == ActionKind.Continuous ? [] : ActionSpaces.ChoiceCounts(First.ActionSpace);
        areSwitches = First.ActionSpace is MultiBinary;
        choices = new int[actionKind == ActionKind.Choices ? actionLength : 0];
    }

    /// <summary>The first environment; all have its spaces.</summary>
    public Environment First => environments[0];

    /// <summary>Says from where to read and where to write from now on.</summary>
    /// <param name="given">The buffers.</param>
    /// <exception cref="ArgumentException">Something is missing.</exception>
    public void Bind(in BatchBuffers given)
    {
        if (given.Observations is null || given.Rewards is null || given.Terminated is null || given.Truncated is null
            || given.Actions is null || given.Rows < 1 || (maskWidth > 0 && given.Masks is null)
            || (autoreset == Autoreset.SameStep && given.FinalObservations is null))
        {
            throw new ArgumentException(
                "Buffers are missing: give observations, rewards, terminated, truncated and actions of at least 1 row, masks " +
                "where actions are masked, and final observations with same-step autoreset.", nameof(given));
        }

        buffers = given;
        for (int i = 0; i < parts.Length; i++)
        {
            observations[i] = (nint)given.Observations[i];
            finals[i] = given.FinalObservations is null ? 0 : (nint)given.FinalObservations[i];
        }
    }

    /// <summary>Begins new episodes.</summary>
    /// <param name="row">Where to write.</param>
    /// <param name="seeds">A seed for each environment; empty for none.</param>
    /// <param name="seeded">Which of them counts, as 0 or 1.</param>
    /// <param name="chosen">Which environments are reset, as 0 or 1; empty for all. Nothing is written for the others.</param>
    public void Reset(int row, ReadOnlySpan<ulong> seeds, ReadOnlySpan<byte> seeded, ReadOnlySpan<byte> chosen)
    {
        CheckRow(row);
        for (int i = 0; i < environments.Length; i++)
        {
            if (chosen.IsEmpty || chosen[i] != 0)
            {
                Reset(row, i, !seeds.IsEmpty && seeded[i] != 0 ? seeds[i] : null);
                WriteResult(row, i, default);
                WriteMask(row, i);
            }
        }
    }

    /// <summary>Plays one decision in every environment, or resets those that the mode says.</summary>
    /// <param name="row">Where to write.</param>
    /// <returns>How many episodes ended.</returns>
    /// <exception cref="ArgumentException">An action is none of the space; nothing was played.</exception>
    /// <exception cref="ResetNeededException">An environment was not reset; nothing was played.</exception>
    public int Step(int row)
    {
        CheckRow(row);
        CheckReset();
        CheckActions();
        int ends = 0;
        for (int i = 0; i < environments.Length; i++)
        {
            StepResult result = default;
            if (ended[i] && autoreset == Autoreset.NextStep)
            {
                Reset(row, i, null);
            }
            else
            {
                result = Play(row, i, ActionOf(i));
                if (result.EpisodeEnded)
                {
                    ends++;
                    if (autoreset == Autoreset.SameStep)
                    {
                        KeepFinal(row, i);
                        Reset(row, i, null);
                    }
                }
            }

            WriteResult(row, i, result);
            WriteMask(row, i);
        }

        return ends;
    }

    /// <summary>
    /// Plays one decision in a batch of one environment, which never resets by itself; the reward is written to the first row.
    /// </summary>
    /// <param name="row">Where to write the observation and the mask.</param>
    /// <param name="action">The action where it is a single choice; others are read from the buffers.</param>
    /// <returns>1 if the episode terminated, plus 2 if it was truncated.</returns>
    public int StepOne(int row, long action)
    {
        CheckRow(row);
        if (!isReset[0] || ended[0])
        {
            throw new ResetNeededException(isReset[0]
                ? "The episode has ended; call reset before the next step."
                : "The environment was stepped before its first reset; call reset first.");
        }

        if (actionKind == ActionKind.Discrete)
        {
            CheckChoice(0, 0, action);
        }
        else
        {
            CheckActions();
        }

        StepResult result = Play(row, 0, actionKind == ActionKind.Discrete ? (int)action : ActionOf(0));
        *buffers.Rewards = result.Reward;
        WriteMask(row, 0);
        return (result.Terminated ? 1 : 0) + (result.Truncated ? 2 : 0);
    }

    /// <summary>Draws an environment at its preferred size.</summary>
    /// <param name="index">Which.</param>
    /// <param name="pixels">Receives red, green and blue of each pixel, row by row.</param>
    /// <exception cref="InvalidOperationException">It cannot be drawn, or the buffer has another size.</exception>
    public void Render(int index, Span<byte> pixels)
    {
        if (environments[index].Unwrapped is not IDrawable drawable)
        {
            throw new InvalidOperationException($"{environments[index].Unwrapped.GetType().Name} cannot be drawn.");
        }

        (int width, int height) = drawable.PreferredSize;
        if (canvas is null || canvas.Width != width || canvas.Height != height)
        {
            canvas = new PixelCanvas(width, height);
        }

        ReadOnlySpan<byte> drawn = MemoryMarshal.AsBytes(canvas.Pixels);
        if (drawn.Length != pixels.Length)
        {
            throw new InvalidOperationException(
                $"The picture is {width} x {height} x 3 bytes, but the buffer holds {pixels.Length}.");
        }

        drawable.Draw(canvas);
        drawn.CopyTo(pixels);
    }

    /// <inheritdoc/>
    public void Dispose() => pool.Dispose();

    private Span<byte> PartOf(nint[] arrays, int part, int place) =>
        new((byte*)arrays[part] + ((long)place * parts[part].Size), parts[part].Size);

    private int Place(int row, int index) => (row * environments.Length) + index;

    private EnvironmentAction ActionOf(int index)
    {
        switch (actionKind)
        {
            case ActionKind.Discrete:
                return (int)((long*)buffers.Actions)[index];
            case ActionKind.Continuous:
                return new ReadOnlySpan<float>((float*)buffers.Actions + (index * actionLength), actionLength);
            default:
                for (int i = 0; i < actionLength; i++)
                {
                    choices[i] = (int)ChoiceAt((index * actionLength) + i);
                }

                return choices;
        }
    }

    private long ChoiceAt(int place) => areSwitches ? ((sbyte*)buffers.Actions)[place] : ((long*)buffers.Actions)[place];

    private void Reset(int row, int index, ulong? seed)
    {
        if (isDirect)
        {
            environments[index].Reset(seed, Direct(row, index));
        }
        else
        {
            environments[index].Reset(seed, scratch);
            WriteParts(observations, Place(row, index));
        }

        ended[index] = false;
        isReset[index] = true;
    }

    private StepResult Play(int row, int index, EnvironmentAction action)
    {
        StepResult result;
        if (isDirect)
        {
            result = environments[index].Step(action, Direct(row, index));
        }
        else
        {
            result = environments[index].Step(action, scratch);
            WriteParts(observations, Place(row, index));
        }

        ended[index] = result.EpisodeEnded;
        return result;
    }

    private Span<float> Direct(int row, int index) =>
        new((float*)observations[0] + ((long)Place(row, index) * observationLength), observationLength);

    private void WriteParts(nint[] arrays, int place)
    {
        for (int part = 0; part < parts.Length; part++)
        {
            parts[part].Write(scratch, PartOf(arrays, part, place));
        }
    }

    private void KeepFinal(int row, int index)
    {
        for (int part = 0; part < parts.Length; part++)
        {
            PartOf(observations, part, Place(row, index)).CopyTo(PartOf(finals, part, index));
        }

        if (maskWidth > 0 && buffers.FinalMasks is not null)
        {
            environments[index].WriteActionMask(new Span<bool>(buffers.FinalMasks + (index * maskWidth), maskWidth));
        }
    }

    private void WriteResult(int row, int index, StepResult result)
    {
        int place = Place(row, index);
        buffers.Rewards[place] = result.Reward;
        buffers.Terminated[place] = result.Terminated ? (byte)1 : (byte)0;
        buffers.Truncated[place] = result.Truncated ? (byte)1 : (byte)0;
    }

    private void WriteMask(int row, int index)
    {
        if (maskWidth > 0)
        {
            environments[index].WriteActionMask(
                new Span<bool>(buffers.Masks + ((long)Place(row, index) * maskWidth), maskWidth));
        }
    }

    private void CheckRow(int row)
    {
        if ((uint)row >= (uint)buffers.Rows)
        {
            throw new ArgumentOutOfRangeException(
                nameof(row), $"Row {row} cannot be written: the buffers that are bound have {buffers.Rows}.");
        }
    }

    private void CheckReset()
    {
        for (int i = 0; i < environments.Length; i++)
        {
            if (!isReset[i] || (ended[i] && autoreset == Autoreset.Disabled))
            {
                throw new ResetNeededException(isReset[i]
                    ? $"The episode of environment {i} has ended and nothing resets it; reset it before the next step."
                    : $"Environment {i} was stepped before its first reset; call reset first.");
            }
        }
    }

    // Before anything is played, so that a refused call changes nothing. Those that are about to be reset are not asked.
    private void CheckActions()
    {
        if (actionKind == ActionKind.Continuous)
        {
            CheckNumbers();
            return;
        }

        int place = 0;
        for (int i = 0; i < environments.Length; i++)
        {
            for (int k = 0; k < choiceCounts.Length; k++)
            {
                CheckChoice(i, k, ChoiceAt(place++));
            }
        }
    }

    private void CheckChoice(int index, int number, long choice)
    {
        int start = First.ActionSpace is Discrete discrete ? discrete.Start : 0;
        if ((ulong)(choice - start) >= (ulong)choiceCounts[number] && !(ended[index] && autoreset == Autoreset.NextStep))
        {
            throw new ArgumentException(
                $"Environment {index} was given the {(choiceCounts.Length == 1 ? "action" : $"choice {number} of an action")} " +
                $"{choice}, but its actions are {First.ActionSpace}.");
        }
    }

    // Numbers beyond the bounds are the environment's to cut; what is no number would never leave its state again.
    private void CheckNumbers()
    {
        var numbers = new ReadOnlySpan<float>((float*)buffers.Actions, environments.Length * actionLength);
        for (int i = 0; i < numbers.Length; i++)
        {
            if (float.IsNaN(numbers[i]) && !(ended[i / actionLength] && autoreset == Autoreset.NextStep))
            {
                throw new ArgumentException(
                    $"Environment {i / actionLength} was given NaN as element {i % actionLength} of its action, which is no " +
                    "number.");
            }
        }
    }
}
