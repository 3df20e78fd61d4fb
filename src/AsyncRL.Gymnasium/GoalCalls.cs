using System.Runtime.InteropServices;
using AsyncRL.Environments;
using AsyncRL.Gymnasium.Channel;

namespace AsyncRL.Gymnasium;

/// <summary>
/// Asks an environment's <c>compute_reward</c>, and its <c>compute_terminated</c> if it has one, what goals pay. It asks an
/// instance of its own, so that the ones that play are not disturbed, which is made when it is first needed and kept as long as
/// the process lives.
/// </summary>
internal sealed class GoalCalls(GymnasiumSettings settings)
{
    private readonly Lock gate = new();
    private Connection? connection;

    /// <summary>The contract; it can be asked by any thread.</summary>
    public GoalContract Contract(Space observationSpace) => new(observationSpace, Evaluate);

    private void Evaluate(
        ReadOnlySpan<float> achieved, ReadOnlySpan<float> desired, Span<double> rewards, Span<bool> terminated)
    {
        if (rewards.IsEmpty)
        {
            return;
        }

        byte[] answer;
        lock (gate)
        {
            try
            {
                connection ??= Connection.Open(Elsewhere());
                answer = connection.Call("goals", MemoryMarshal.AsBytes<float>([.. achieved, .. desired])).Bytes;
            }
            catch (PythonFault e)
            {
                connection?.Dispose();
                connection = null;
                throw new GymnasiumException(settings.Name, $"what goals pay could not be asked: {e.Message}");
            }
        }

        ReadOnlySpan<double> numbers = MemoryMarshal.Cast<byte, double>(answer);
        numbers[..rewards.Length].CopyTo(rewards);
        for (int i = 0; i < terminated.Length; i++)
        {
            terminated[i] = numbers[rewards.Length + i] != 0;
        }
    }

    // Beside the environments that play, which is where auto puts the first.
    private GymnasiumSettings Elsewhere() => settings with
    {
        Place = settings.Place == PythonPlace.Process ? PythonPlace.Process : PythonPlace.Workers,
        Renders = false,
    };
}
