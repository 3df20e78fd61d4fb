using System.Runtime.InteropServices;
using System.Text;
using AsyncRL.Environments;

namespace AsyncRL.Native;

/// <summary>
/// The C interface. Results are 0 or more; a negative one is an <see cref="Outcome"/>, whose text <see cref="Text"/> then gives.
/// A batch of environments is used by one thread at a time; different ones share nothing.
/// </summary>
internal static unsafe class Exports
{
    /// <summary>Changes with anything that a caller must know of.</summary>
    private const int Version = 1;

    [ThreadStatic]
    private static byte[]? kept;

    /// <summary>The version of this interface.</summary>
    [UnmanagedCallersOnly(EntryPoint = "asyncrl_version")]
    public static int InterfaceVersion() => Version;

    /// <summary>Copies the text that this thread's last call left: of an error, a list or a description.</summary>
    /// <param name="buffer">Receives its bytes in UTF-8, without a zero at the end; null for none.</param>
    /// <param name="capacity">Bytes that the buffer holds.</param>
    /// <returns>Bytes of the whole text.</returns>
    [UnmanagedCallersOnly(EntryPoint = "asyncrl_text")]
    public static int Text(byte* buffer, int capacity)
    {
        ReadOnlySpan<byte> text = kept;
        if (buffer is not null && capacity > 0)
        {
            text[..Math.Min(capacity, text.Length)].CopyTo(new Span<byte>(buffer, capacity));
        }

        return text.Length;
    }

    /// <summary>Makes the list of environments (<see cref="Catalog.List"/>) this thread's text.</summary>
    /// <returns>Its bytes.</returns>
    [UnmanagedCallersOnly(EntryPoint = "asyncrl_list")]
    public static int List()
    {
        try
        {
            return (kept = Catalog.List()).Length;
        }
        catch (Exception e)
        {
            return Keep(e);
        }
    }

    /// <summary>Makes a batch of environments.</summary>
    /// <param name="request">What they are to be, as <see cref="BatchRequest.Parse"/> reads it; ends with a zero.</param>
    /// <returns>A handle for the other calls.</returns>
    [UnmanagedCallersOnly(EntryPoint = "asyncrl_create")]
    public static nint Create(byte* request)
    {
        try
        {
            BatchRequest read = BatchRequest.Parse(Marshal.PtrToStringUTF8((nint)request) ?? string.Empty);
            return GCHandle.ToIntPtr(GCHandle.Alloc(new EnvironmentBatch(Catalog.Registry, read)));
        }
        catch (Exception e)
        {
            return Keep(e);
        }
    }

    /// <summary>Makes the description of a batch (<see cref="Catalog.Describe"/>) this thread's text.</summary>
    /// <param name="batch">The batch.</param>
    /// <returns>Its bytes.</returns>
    [UnmanagedCallersOnly(EntryPoint = "asyncrl_describe")]
    public static int Describe(nint batch)
    {
        try
        {
            return (kept = Catalog.Describe(Of(batch).First)).Length;
        }
        catch (Exception e)
        {
            return Keep(e);
        }
    }

    /// <summary>Gives a batch its buffers.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="buffers">The buffers; what they point to must stay, the structure itself need not.</param>
    /// <returns>0.</returns>
    [UnmanagedCallersOnly(EntryPoint = "asyncrl_bind")]
    public static int Bind(nint batch, BatchBuffers* buffers)
    {
        try
        {
            Of(batch).Bind(*buffers);
            return 0;
        }
        catch (Exception e)
        {
            return Keep(e);
        }
    }

    /// <summary>Begins new episodes.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="row">The row of the buffers to write.</param>
    /// <param name="count">How many environments the batch has.</param>
    /// <param name="seeds">A seed for each; null for none.</param>
    /// <param name="seeded">Which of the seeds count, as 0 or 1; not read without seeds.</param>
    /// <param name="chosen">Which environments are reset, as 0 or 1; null for all.</param>
    /// <returns>0.</returns>
    [UnmanagedCallersOnly(EntryPoint = "asyncrl_reset")]
    public static int Reset(nint batch, int row, int count, ulong* seeds, byte* seeded, byte* chosen)
    {
        try
        {
            Of(batch).Reset(
                row, new ReadOnlySpan<ulong>(seeds, seeds is null ? 0 : count),
                new ReadOnlySpan<byte>(seeded, seeded is null ? 0 : count),
                new ReadOnlySpan<byte>(chosen, chosen is null ? 0 : count));
            return 0;
        }
        catch (Exception e)
        {
            return Keep(e);
        }
    }

    /// <summary>Plays one decision in every environment: the actions of the buffers.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="row">The row of the buffers to write.</param>
    /// <returns>How many episodes ended.</returns>
    [UnmanagedCallersOnly(EntryPoint = "asyncrl_step")]
    public static int Step(nint batch, int row)
    {
        try
        {
            return Of(batch).Step(row);
        }
        catch (Exception e)
        {
            return Keep(e);
        }
    }

    /// <summary>
    /// Plays one decision in a batch of one environment, which never resets by itself. The reward is written to the first row.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="row">The row of the buffers to write the observation and the mask to.</param>
    /// <param name="action">The action where it is a single choice; others are read from the buffers.</param>
    /// <returns>1 if the episode terminated, plus 2 if it was truncated.</returns>
    [UnmanagedCallersOnly(EntryPoint = "asyncrl_step_one")]
    public static int StepOne(nint batch, int row, long action)
    {
        try
        {
            return Of(batch).StepOne(row, action);
        }
        catch (Exception e)
        {
            return Keep(e);
        }
    }

    /// <summary>Draws an environment.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="index">Which environment.</param>
    /// <param name="pixels">Receives red, green and blue of each pixel, row by row.</param>
    /// <param name="size">Bytes of the picture.</param>
    /// <returns>0.</returns>
    [UnmanagedCallersOnly(EntryPoint = "asyncrl_render")]
    public static int Render(nint batch, int index, byte* pixels, int size)
    {
        try
        {
            Of(batch).Render(index, new Span<byte>(pixels, size));
            return 0;
        }
        catch (Exception e)
        {
            return Keep(e);
        }
    }

    /// <summary>What goals pay (<see cref="GoalContract.Evaluate"/>).</summary>
    /// <param name="batch">A batch of environments with goals.</param>
    /// <param name="count">How many pairs there are: n.</param>
    /// <param name="achieved">The achieved goals [n x goal].</param>
    /// <param name="desired">The desired goals [n x goal].</param>
    /// <param name="rewards">Receives the rewards [n].</param>
    /// <param name="terminated">Receives whether episodes end, as 0 or 1 [n].</param>
    /// <returns>0.</returns>
    [UnmanagedCallersOnly(EntryPoint = "asyncrl_goals")]
    public static int Goals(nint batch, int count, float* achieved, float* desired, double* rewards, byte* terminated)
    {
        try
        {
            GoalContract goals = Of(batch).First.Goals
                ?? throw new ArgumentException("The environment has no goals, so nothing says what they pay.", nameof(batch));
            goals.Evaluate(
                new ReadOnlySpan<float>(achieved, count * goals.Length), new ReadOnlySpan<float>(desired, count * goals.Length),
                new Span<double>(rewards, count), new Span<bool>(terminated, count));
            return 0;
        }
        catch (Exception e)
        {
            return Keep(e);
        }
    }

    /// <summary>Disposes of a batch; its handle and its buffers are not used any more.</summary>
    /// <param name="batch">The batch.</param>
    /// <returns>0.</returns>
    [UnmanagedCallersOnly(EntryPoint = "asyncrl_close")]
    public static int Close(nint batch)
    {
        try
        {
            Of(batch).Dispose();
            GCHandle.FromIntPtr(batch).Free();
            return 0;
        }
        catch (Exception e)
        {
            return Keep(e);
        }
    }

    private static EnvironmentBatch Of(nint batch) => batch > 0
        ? (EnvironmentBatch)GCHandle.FromIntPtr(batch).Target!
        : throw new ArgumentException(
            "There are no environments behind the handle: they were closed, or never made.", nameof(batch));

    private static int Keep(Exception e)
    {
        (Outcome outcome, string text) = e switch
        {
            UnknownEnvironmentException unknown => (Outcome.UnknownEnvironment, About(unknown)),
            EnvironmentUnavailableException => (Outcome.Unavailable, e.Message),
            ResetNeededException => (Outcome.ResetNeeded, e.Message),
            ArgumentException => (Outcome.Refused, e.Message),
            _ => (Outcome.Failed, $"{e.GetType().Name}: {e.Message}"),
        };
        // The runtime appends the parameter's name, which says nothing to who calls from C.
        int appended = text.IndexOf(" (Parameter '", StringComparison.Ordinal);
        kept = Encoding.UTF8.GetBytes(appended < 0 ? text : text[..appended]);
        return (int)outcome;
    }

    private static string About(UnknownEnvironmentException e) =>
        $"Unknown environment '{e.Id}'{(e.Suggestion is null ? "." : $"; did you mean '{e.Suggestion}'?")}";
}
