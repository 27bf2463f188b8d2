import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { CameraHealth } from '#shared/health.ts';
import { useText } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';
import { CameraMark } from './camera-mark.tsx';
import { isSlow, levelOfCamera } from './camera-order.ts';
import { wordsOf } from './camera-words.ts';
import { CoverageStrips } from './coverage-strips.tsx';

export interface CamerasProps {
  readonly cameras: readonly CameraHealth[];
  readonly timeZone: string;
  /** Epoch ms. */
  readonly now: number;
  readonly onCheck: (channel: number) => void;
}

/** A line for each camera, dense enough for thirty-two. */
export function CameraTable({ cameras, ...props }: CamerasProps) {
  const { t } = useText();
  return (
    <table className="w-full text-xs">
      <thead className="text-left text-muted">
        <tr>
          <Head isWide>{t('health.camera')}</Head>
          <Head isWide>{t('health.state')}</Head>
          <Head>{t('health.picture')}</Head>
          <Head>
            <abbr title={t('health.rateHint')} className="no-underline">
              {t('health.rate')}
            </abbr>
          </Head>
          <Head>{t('health.bitrate')}</Head>
          <Head>{t('health.gop')}</Head>
          <Head>{t('health.audio')}</Head>
          <Head>{t('health.lastFrame')}</Head>
          <Head>{t('health.reconnects')}</Head>
          <Head>{t('health.gaps')}</Head>
          <Head>{t('health.coverage')}</Head>
          <th>
            <span className="sr-only">{t('health.check')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {cameras.map((camera) => (
          <Row key={camera.channel} camera={camera} {...props} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ camera, timeZone, now, onCheck }: { camera: CameraHealth } & Omit<CamerasProps, 'cameras'>) {
  const { t, language } = useText();
  const words = wordsOf(camera, { t, language, now });
  const level = levelOfCamera(camera);
  const isTrouble = level === 'bad';
  return (
    <tr className="border-t border-line">
      <th scope="row" className="py-1.5 pr-4 text-left text-sm leading-4 font-medium">
        <Link
          to="/live/$channel"
          params={{ channel: `${camera.channel}` }}
          preload={false}
          className="flex items-baseline gap-2 hover:underline"
        >
          <span className="text-xs font-normal text-muted">{camera.channel}</span>
          <span className="line-clamp-2">{camera.name}</span>
        </Link>
      </th>
      <Cell isWide>
        <span className="flex items-center gap-2">
          <CameraMark level={level} />
          <span>
            <span className={isTrouble ? 'font-medium text-danger' : ''}>{words.state}</span>
            {words.more && <span className="block text-muted">{words.more}</span>}
          </span>
        </span>
      </Cell>
      <Cell>{words.picture}</Cell>
      <Cell>
        <span className={isSlow(camera) ? 'font-medium text-warn' : ''}>{words.rate}</span>
        {words.rateWanted && <span className="text-muted"> {words.rateWanted}</span>}
      </Cell>
      <Cell>{words.bitrate}</Cell>
      <Cell>
        {words.gop}
        {words.gopLongest && <span className="block text-muted">{words.gopLongest}</span>}
      </Cell>
      <Cell>{words.audio}</Cell>
      <Cell>{words.lastFrame}</Cell>
      <Cell>{words.reconnects}</Cell>
      <Cell>{words.gaps}</Cell>
      <td className="py-0.5 pr-2">
        <CoverageStrips camera={camera} timeZone={timeZone} />
      </td>
      <td className="py-0.5 text-right">
        <IconButton icon="doctor" label={t('health.checkNamed', { camera: camera.name })} onClick={() => onCheck(camera.channel)} />
      </td>
    </tr>
  );
}

/** Names and states get the room that figures leave. */
function Head({ children, isWide = false }: { children: ReactNode; isWide?: boolean }) {
  return <th className={`pr-4 pb-2 align-bottom font-normal ${isWide ? '' : 'w-px'}`}>{children}</th>;
}

function Cell({ children, isWide = false }: { children: ReactNode; isWide?: boolean }) {
  return <td className={`py-1.5 pr-4 ${isWide ? '' : 'whitespace-nowrap'}`}>{children}</td>;
}
