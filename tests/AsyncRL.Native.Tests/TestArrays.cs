using System.Runtime.InteropServices;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Native.Tests;

/// <summary>Arrays for a batch of environments, as a caller in another language has them: memory that does not move.</summary>
internal sealed unsafe class TestArrays : IDisposable
{
    private readonly List<nint> blocks = [];

    public TestArrays(Environment environment, int rows, int count)
    {
        ObservationPart[] parts = ObservationPart.Of(environment.ObservationSpace);
        var table = (void**)Allocate(parts.Length * sizeof(void*));
        var finals = (void**)Allocate(parts.Length * sizeof(void*));
        for (int i = 0; i < parts.Length; i++)
        {
            table[i] = Allocate(rows * count * parts[i].Size);
            finals[i] = Allocate(count * parts[i].Size);
        }

        int mask = environment.ActionMaskWidth;
        Buffers = new BatchBuffers
        {
            Observations = table,
            Rewards = (double*)Allocate(rows * count * sizeof(double)),
            Terminated = (byte*)Allocate(rows * count),
            Truncated = (byte*)Allocate(rows * count),
            Masks = mask > 0 ? (byte*)Allocate(rows * count * mask) : null,
            FinalObservations = finals,
            FinalMasks = mask > 0 ? (byte*)Allocate(count * mask) : null,
            Actions = Allocate(count * environment.ActionSpace.Length * sizeof(long)),
            Rows = rows,
        };
    }

    public BatchBuffers Buffers { get; }

    public void Dispose() => blocks.ForEach(b => NativeMemory.Free((void*)b));

    private void* Allocate(int bytes)
    {
        void* block = NativeMemory.AllocZeroed((nuint)bytes);
        blocks.Add((nint)block);
        return block;
    }
}
