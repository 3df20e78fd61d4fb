using AsyncRL.Atari.Hardware;

namespace AsyncRL.Atari.Games;

/// <summary>
/// A compiled expression or row of statements: instructions for a small stack machine over the rule's variables.
/// </summary>
internal sealed class RuleProgram(int[] code, int depth)
{
    private readonly int[] stack = new int[depth + 1];

    /// <summary>Runs the program.</summary>
    /// <param name="variables">The rule's variables.</param>
    /// <param name="memory">What it reads.</param>
    /// <returns>The expression's value; 0 after statements.</returns>
    public int Run(int[] variables, IRuleMemory memory)
    {
        ReadOnlySpan<byte> ram = memory.Ram;
        int top = 0;  // stack[top] is the value pushed last; stack[0] lies under all
        for (int i = 0; i < code.Length;)
        {
            var operation = (RuleOperation)code[i++];
            switch (operation)
            {
                case RuleOperation.Constant:
                    stack[++top] = code[i++];
                    break;
                case RuleOperation.Variable:
                    stack[++top] = variables[code[i++]];
                    break;
                case RuleOperation.Store:
                    variables[code[i++]] = stack[top--];
                    break;
                case RuleOperation.RamAt:
                    stack[++top] = ram[code[i++]];
                    break;
                case RuleOperation.Ram:
                    stack[top] = ram[stack[top] & (Bytes128.Length - 1)];
                    break;
                case RuleOperation.Peek:
                    stack[top] = memory.Peek(stack[top]);
                    break;
                case RuleOperation.Negate:
                    stack[top] = -stack[top];
                    break;
                case RuleOperation.Not:
                    stack[top] = stack[top] == 0 ? 1 : 0;
                    break;
                case RuleOperation.Truth:
                    stack[top] = stack[top] != 0 ? 1 : 0;
                    break;
                case RuleOperation.Signed8:
                    stack[top] = (sbyte)stack[top];
                    break;
                case RuleOperation.Bcd1:
                    stack[top] = Digits(ram, stack[top]);
                    break;
                case RuleOperation.Bcd2:
                    top--;
                    stack[top] = Digits(ram, stack[top]) + 100 * Digits(ram, stack[top + 1]);
                    break;
                case RuleOperation.Bcd3:
                    top -= 2;
                    stack[top] = Digits(ram, stack[top]) + 100 * Digits(ram, stack[top + 1]) +
                                 10000 * Digits(ram, stack[top + 2]);
                    break;
                case RuleOperation.Jump:
                    i = code[i];
                    break;
                case RuleOperation.JumpIfZero:
                    i = stack[top--] == 0 ? code[i] : i + 1;
                    break;
                default:
                    top--;
                    stack[top] = Binary(operation, stack[top], stack[top + 1]);
                    break;
            }
        }

        return stack[top];
    }

    private static int Digits(ReadOnlySpan<byte> ram, int address)
    {
        int digits = ram[address & (Bytes128.Length - 1)];
        return 10 * (digits >> 4) + (digits & 15);
    }

    private static int Binary(RuleOperation operation, int left, int right) => operation switch
    {
        RuleOperation.Or => left | right,
        RuleOperation.And => left & right,
        RuleOperation.Equal => left == right ? 1 : 0,
        RuleOperation.NotEqual => left != right ? 1 : 0,
        RuleOperation.Less => left < right ? 1 : 0,
        RuleOperation.Greater => left > right ? 1 : 0,
        RuleOperation.LessOrEqual => left <= right ? 1 : 0,
        RuleOperation.GreaterOrEqual => left >= right ? 1 : 0,
        RuleOperation.ShiftLeft => left << right,
        RuleOperation.ShiftRight => left >> right,
        RuleOperation.Add => left + right,
        RuleOperation.Subtract => left - right,
        RuleOperation.Multiply => left * right,
        RuleOperation.Divide => left / right,
        RuleOperation.Remainder => left % right,
        RuleOperation.Min => Math.Min(left, right),
        RuleOperation.Max => Math.Max(left, right),
        _ => throw new InvalidOperationException($"{operation} takes no two values."),
    };
}
